"""How alembic reaches the database: on the connection, and in the transaction, that migrate.py gives it."""

from alembic import context

from trucewatch.warehouse.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()

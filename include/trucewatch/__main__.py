"""`python -m trucewatch`, and the console command `trucewatch`."""

from trucewatch.commands import main

if __name__ == "__main__":
    main()

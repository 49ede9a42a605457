"""A real Airflow on this machine: api-server, scheduler with the LocalExecutor, dag-processor; started, watched, stopped.

Everything listens on loopback and keeps its state in one folder. `airflow standalone` is not used: it leaves its children
behind when it is told to stop by SIGTERM.
"""

import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
}
START_SECONDS = 180
STOP_SECONDS = 20
WAITS = (1.0, 2.0, 4.0)
"""Seconds before asking again what Airflow answered with an error of its own: its database, SQLite here, was busy."""
ANSWER_SECONDS = 30
OWN_ERROR = 500
PR_SET_PDEATHSIG = 1


class StackError(Exception):
    """Something that the person at the terminal must know, in one plain sentence."""


@dataclass
class Stack:
    """One Airflow under one folder."""

    home: Path
    port: int
    variables: Mapping[str, str]
    """TRUCEWATCH_* settings and connections for the tasks."""
    say: Callable[[str], None]
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _token: str = ""

    @property
    def url(self) -> str:
        """Where the UI answers."""
        return f"http://localhost:{self.port}"

    @property
    def password(self) -> str:
        """The password of the user admin; made once for this folder."""
        return self._secrets["admin"]

    def start(self) -> None:
        """Migrate the metadata database, start the components, and wait until all are healthy."""
        if not port_is_free(self.port):
            raise StackError(f"Port {self.port} is taken by another program; choose another with PORT=8081.")
        self.home.mkdir(parents=True, exist_ok=True)
        passwords = self.home / "passwords.json"
        passwords.write_text(json.dumps({"admin": self.password}))
        passwords.chmod(0o600)
        self.say("Airflow: preparing its database")
        self._airflow("db", "migrate")
        self.say("Airflow: starting api-server, scheduler and dag-processor")
        for name, arguments in COMPONENTS.items():
            self._processes[name] = self._spawn(name, arguments)
        self._wait("Airflow to be healthy", START_SECONDS, self._is_healthy)

    def stop(self) -> None:
        """Stop every component, its children included."""
        running = {name: process for name, process in self._processes.items() if process.poll() is None}
        for process in running.values():
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()
        for process in self._processes.values():
            _signal_group(process, signal.SIGKILL)  # children that outlived their parent
        self._processes.clear()

    def trigger(self, dag_id: str) -> str:
        """Start a run of a DAG by hand, once the dag-processor knows it; return the run's id."""
        self.wait_for_dag(dag_id)
        return str(self.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None})["dag_run_id"])

    def wait_for_dag(self, dag_id: str) -> None:
        """Wait until the dag-processor has parsed this DAG."""
        self._wait(f"the DAG {dag_id} to be parsed", START_SECONDS, lambda: self._knows(dag_id))

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """Return a DAG's latest runs, newest first."""
        answer = self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns?order_by=-run_after&limit=10")
        return list(answer["dag_runs"])

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Return the task instances of a run."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{urllib.parse.quote(run_id, safe='')}/taskInstances"
        return list(self.call("GET", path)["task_instances"])

    def why(self, dag_id: str, run_id: str, task_id: str) -> str:
        """Return, for people, the error in a task's newest log and where that log lies; '' without a log."""
        folder = self.home / "logs" / f"dag_id={dag_id}" / f"run_id={run_id}" / f"task_id={task_id}"
        logs = sorted(folder.rglob("*.log"), key=lambda path: path.stat().st_mtime)
        if not logs:
            return ""
        errors = [e for line in logs[-1].read_text().splitlines() for e in json.loads(line).get("error_detail") or ()]
        words = f": {errors[0]['exc_type']}: {errors[0]['exc_value']}" if errors else ""
        return f"{words} (log: {logs[-1]})"

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Ask Airflow's REST API, again where it fails by its own fault; raise StackError when it refuses."""
        if not self._token and path != "/auth/token":
            login = {"username": "admin", "password": self.password}
            self._token = str(self.call("POST", "/auth/token", login)["access_token"])
        request = urllib.request.Request(  # loopback, http
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        for wait in (*WAITS, None):
            try:
                with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                    return dict(json.load(answer))
            except urllib.error.HTTPError as error:
                if error.code < OWN_ERROR or wait is None:
                    raise StackError(f"Airflow answered {error.code} to {method} {path}.") from error
                time.sleep(wait)
            except (OSError, ValueError) as error:
                # On a busy machine an answer may take longer than we wait; a question may be asked again, an order not.
                if isinstance(error, TimeoutError) and method == "GET" and wait is not None:
                    time.sleep(wait)
                    continue
                raise StackError(f"Airflow's API does not answer ({error}).") from error
        raise AssertionError("the last try returns or raises")

    def check_alive(self) -> None:
        """Raise StackError if a component has ended by itself."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                log = self._log(name)
                raise StackError(f"Airflow's {name} has ended (status {process.returncode}); its log is {log}.")

    def _is_healthy(self) -> bool:
        try:
            health = self.call("GET", "/api/v2/monitor/health")
        except StackError:
            return False
        parts = ("metadatabase", "scheduler", "dag_processor")
        return all((health.get(part) or {}).get("status") == "healthy" for part in parts)

    def _knows(self, dag_id: str) -> bool:
        try:
            return not self.call("GET", f"/api/v2/dags/{dag_id}")["is_stale"]
        except StackError:
            return False

    def _wait(self, what: str, seconds: float, done: Callable[[], bool]) -> None:
        start = time.monotonic()
        while not done():
            self.check_alive()
            if time.monotonic() - start > seconds:
                raise StackError(f"Waited {seconds:.0f} s for {what}, in vain; the logs are in {self.home / 'logs'}.")
            time.sleep(0.3)

    def _airflow(self, *arguments: str) -> None:
        log = self._log("-".join(arguments))
        with log.open("wb") as file:
            done = subprocess.run(
                self._command(arguments), env=self._environment, cwd=ROOT, stdout=file, stderr=file, check=False
            )
        if done.returncode:
            raise StackError(f"`airflow {' '.join(arguments)}` failed; its log is {log}.")

    def _spawn(self, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
        with self._log(name).open("wb") as file:
            return subprocess.Popen(
                self._command(tuple(arguments)),
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # one system call, no threads yet
            )

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "airflow", *arguments]

    def _log(self, name: str) -> Path:
        folder = self.home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"

    @property
    def _secrets(self) -> dict[str, str]:
        """Keys and the password, made at random once and kept in the folder, readable by its owner only."""
        path = self.home / "secrets.json"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            made = {name: secrets.token_urlsafe(64) for name in ("api", "jwt")}
            made |= {"admin": secrets.token_urlsafe(9), "fernet": _fernet_key()}
            path.touch(mode=0o600)
            path.write_text(json.dumps(made))
        return dict(json.loads(path.read_text()))

    @property
    def _environment(self) -> dict[str, str]:
        """What every component gets: our own settings only, whatever the shell had set."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "TRUCEWATCH", "_AIRFLOW"))}
        keys = self._secrets
        return clean | {
            "AIRFLOW_HOME": str(self.home),
            "PYTHONPATH": str(ROOT / "include"),
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.home / "passwords.json"),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{self.port}/execution/",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.home / 'airflow.db'}",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API__SECRET_KEY": keys["api"],
            "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
            "AIRFLOW__API_AUTH__JWT_ISSUER": "trucewatch",
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
            "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
            # the supervisor looks for the end of a task only so often; at the default of 5 s it holds slots for nothing
            "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
            "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "20",
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            **self.variables,
        }


def free_port() -> int:
    """Return a TCP port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Tell whether a server could listen on this port of loopback now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _fernet_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return  # all of them are gone, which is what we want


def _die_with_parent() -> None:
    """Ask the kernel to end this component when the demo is killed without a chance to clean up (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

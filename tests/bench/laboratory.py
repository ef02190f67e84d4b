"""
What the benchmarks share: a network namespace that has nothing but loopback, the world and its name servers, the proxy that makes a
round trip take its time, and the measuring of processes.
"""

import contextlib
import dataclasses
import fcntl
import os
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "integration"))

import servers  # pylint: disable=wrong-import-position
import world  # pylint: disable=wrong-import-position

BUILD = os.path.join(ROOT, "build", "release")
PROGRAM = os.path.join(BUILD, "mailauth-check")
ROUND_TRIP_MS = 20
WINDOW = 2000  # questions of a replay that are on their way at once
INSIDE = "MAILAUTH_BENCH_INSIDE"
SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41
MEGABYTE = 1 << 20


def enter_namespace():
    """Runs this script again where only loopback exists, so that no question and no fetch reaches anybody else."""
    if not os.environ.get(INSIDE):
        os.environ[INSIDE] = "1"
        mapped = [] if os.getuid() == 0 else ["--map-root-user"]
        os.execvp("unshare", ["unshare", "--net", "--mount", *mapped, sys.executable, *sys.argv])
    if [name for _, name in socket.if_nameindex()] != ["lo"]:
        sys.exit("tests/bench/run: not in a network namespace of its own")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP_RUNNING))


def build(with_program=True):
    """A release build of the program and of what the benchmarks add."""
    program = ["mailauth-check"] if with_program else []
    for command in (["cmake", "--preset", "release"], ["cmake", "--build", "--preset", "release", "--target", *program, "bench"]):
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            sys.exit(done.stdout + "tests/bench/run: the build failed")


@dataclasses.dataclass
class Run:
    seconds: float
    processor: float  # seconds, user and kernel
    memory: int  # peak resident octets
    status: int
    output: str


def measure(command, core=None, output=None, accept=(0, 1)):
    """One run of a command. `output` is a path, or None for those who read it; `accept`: exit statuses."""
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    with (open(output, "w+b") if output else tempfile.TemporaryFile()) as file:
        start = time.perf_counter()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE) as child:
            errors = child.stderr.read()
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in accept:
            sys.exit(f"{' '.join(command)[:200]}: exit {child.returncode}\n{errors.decode(errors='replace')[:2000]}")
        file.seek(0)
        text = "" if output else file.read().decode(errors="replace")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, child.returncode, text)


def in_turns(rounds, *measures):
    """Calls all of them in each round, so that a busy machine is slow for all; returns a list of results for each."""
    results = [[] for _ in measures]
    for _ in range(rounds):
        for result, take in zip(results, measures):
            result.append(take())
    return results


def median(runs, of=lambda run: run.seconds):
    return statistics.median(of(run) for run in runs)


class Server(servers.Nsd):
    """NSD with a receive buffer for bursts; on a core of its own where there are two."""

    def configuration(self, port):
        return super().configuration(port).replace(f"  ip-address: {self.host}@{port}\n",
                                                   f"  ip-address: {self.host}@{port}\n  ip-address: {self.host}@53\n").replace(
                                                   "  server-count: 1\n",
                                                   "  server-count: 1\n  receive-buffer-size: 4194304\n  tcp-count: 1000\n")


def command_for(port, *arguments):
    return [PROGRAM, "--no-config", "--server", f"127.0.0.1:{port}", *arguments]


class Laboratory:
    """Everything of it ends, and is removed, when the context ends."""

    def __init__(self, domains):
        self.folder = tempfile.mkdtemp(prefix="mailauth-bench-")
        self._ending = contextlib.ExitStack()
        self._ending.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.names, zones = world.build(domains)
        paths = zones.write(self.path("zones"))
        server = Server(paths)
        self._ending.callback(server.stop)
        self.port = int(server.address.rsplit(":", 1)[1])
        self.core = 0 if os.cpu_count() > 1 else None
        self.other_core = None if self.core is None else 1
        if self.core is not None:
            self._pin(server.process.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._ending.close()

    def path(self, name):
        return os.path.join(self.folder, name)

    def _pin(self, pid):
        """The server and its children: what is measured has the first core for itself."""
        pids = [pid]
        for number in pids:
            with open(f"/proc/{number}/task/{number}/children", encoding="ascii") as file:
                pids += [int(child) for child in file.read().split()]
            os.sched_setaffinity(number, {self.other_core})

    def write_list(self, names, name="list"):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write("\n".join(names) + "\n")
        return self.path(name)

    @contextlib.contextmanager
    def proxy(self, milliseconds=ROUND_TRIP_MS, log=None):
        """Yields the port of a server that is so far away. The log is there when the context ends."""
        command = [os.path.join(BUILD, "tests", "delay_proxy"), str(self.port), str(milliseconds), *([log] if log else [])]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield int(process.stdout.readline())
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()

    def replay(self, port, plan, window=WINDOW, core=None):
        """A Run of a plan; its time is that between the first question and the last answer."""
        run = measure([os.path.join(BUILD, "tests", "replay"), str(port), plan, str(window)], core)
        questions, again, seconds, user, kernel = run.output.split()
        if int(again) > int(questions) // 100:
            print(f"replay: {again} of {questions} questions were lost", file=sys.stderr)
        return dataclasses.replace(run, seconds=float(seconds), processor=float(user) + float(kernel))

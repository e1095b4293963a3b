"""Makes the calls of calls.json through libextism and writes what came out to expectations.json.

`npm run conformance` runs this in an environment that has the package extism_sys, which is libextism with a binding.
Each call gets a fresh plug-in. The plug-ins run in a process of their own, which is killed when a call takes too long
and started again when it crashed.
"""

import base64
import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import tomllib
from importlib.metadata import version

here = pathlib.Path(__file__).resolve().parent
fixtures = here.parent / "fixtures"

TIMEOUT = 2
"""Seconds of one call."""

INLINE = 4096
"""Bytes of an output that are written down; of a longer one its hash is."""

DEFAULTS = {
    "hostMemory": {},
    "hostMemoryMiss": "empty",
    "config": {},
    "allowedHosts": [],
    "limits": {},
    "logLevel": "info",
    "wasi": "auto",
    "repeat": 1,
}


def content_of(value: dict | None, server: str) -> bytes:
    """The bytes that calls.json describes: a text, base64, or so many bytes of a pattern."""
    if value is None:
        return b""
    if "text" in value:
        text = value["text"].replace("{server}", server)
        return text.replace("{local}", server.replace("127.0.0.1", "localhost")).encode()
    if "base64" in value:
        return base64.b64decode(value["base64"])
    return bytes((i * 7 + (i >> 8)) & 255 for i in range(value["pattern"]))


def written(data: bytes) -> dict:
    if len(data) > INLINE:
        return {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


# The process that executes plug-ins.

LOG_LINE = re.compile(r'^\S+ +(TRACE|DEBUG|INFO|WARN|ERROR) (\S+): (.*) plugin="[0-9a-f-]+"\n$', re.DOTALL)
CAUSE = re.compile(r"encountered an error: (.*)", re.DOTALL)


@contextlib.contextmanager
def captured(descriptor: int):
    """What is written to a descriptor meanwhile; complete at the end."""
    text = bytearray()
    before = os.dup(descriptor)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), descriptor)
        try:
            yield text
        finally:
            os.dup2(before, descriptor)
            os.close(before)
        file.seek(0)
        text += file.read()


COMPLAINT = re.compile(r"\[tracing-subscriber\] Unable to write an event .*\n\n?")
"""Of libextism's log, whose lines are C strings, about a text with a NUL in it."""

BACKTRACE = "error while executing at wasm backtrace:"


def root_cause(chain: str) -> str:
    """The last of the causes that libextism logs, each on a line of its own, before its own stack."""
    causes = chain.split("\nStack backtrace:")[0].split("\nCaused by:\n")[-1].rstrip()
    return re.sub(r"^ +(\d+: )?", "", causes.split("\n")[-1])


def serve(log_level: str, descriptor: int) -> None:
    """Answers calls: one JSON a line on stdin; on the descriptor a line when the plug-in is compiled, one when it was called."""
    from extism_sys import ffi, lib

    events: list = []
    causes: list = []
    current: dict = {}
    compiled: dict = {}
    lib.extism_log_custom(log_level.encode())

    @ffi.callback("void(char*, ExtismSize)")
    def on_log(text, length):
        line = ffi.unpack(text, length).decode()
        found = LOG_LINE.match(line)
        if found and found[2] == "extism::pdk":
            events.append(["log", found[1].lower(), found[3]])
        elif found and (cause := CAUSE.search(found[3])):
            causes.append(cause[1])

    def host_memory_get(namespace: str):
        @ffi.callback("void(ExtismCurrentPlugin*, const ExtismVal*, ExtismSize, ExtismVal*, ExtismSize, void*)")
        def function(plugin, inputs, _1, outputs, _2, _3):
            lib.extism_log_drain(on_log)

            def memory(offset: int, length: int):
                return ffi.buffer(lib.extism_current_plugin_memory(plugin) + offset, length)

            offset = int(ffi.cast("uint64_t", inputs[0].v.i64))
            key = bytes(memory(offset, lib.extism_current_plugin_memory_length(plugin, offset)))
            value = current["hostMemory"].get(key.decode(errors="replace"))
            if value is None and current["hostMemoryMiss"] == "empty":
                value = ""
            events.append(["hostCall", namespace, "hostMemoryGet", written(key), value])
            outputs[0].v.i64 = 0
            if value:
                data = value.encode()
                outputs[0].v.i64 = lib.extism_current_plugin_memory_alloc(plugin, len(data))
                memory(outputs[0].v.i64, len(data))[:] = data

        return function

    i64 = [lib.ExtismValType_I64]
    callbacks = {namespace: host_memory_get(namespace) for namespace in ("env", "extism:host/user")}

    def host_functions() -> list:
        """New ones for each plug-in: libextism takes no function twice."""
        functions = []
        for namespace, callback in callbacks.items():
            function = lib.extism_function_new(b"hostMemoryGet", i64, 1, i64, 1, callback, ffi.NULL, ffi.NULL)
            lib.extism_function_set_namespace(function, namespace.encode())
            functions.append(function)
        return functions

    def made(plugin, message):
        if plugin != ffi.NULL:
            return plugin
        text = ffi.string(message[0]).decode()
        lib.extism_plugin_new_error_free(message[0])
        return {"kind": "loadFailure", "message": text}

    def compile_plugin(manifest: str, wasi: bool):
        data = manifest.encode()
        functions = host_functions()
        message = ffi.new("char**")
        return made(lib.extism_compiled_plugin_new(data, len(data), functions, len(functions), wasi, message), message)

    def execute(plugin, call: dict) -> dict:
        if isinstance(plugin, dict):
            return plugin
        message = ffi.new("char**")
        instance = made(lib.extism_plugin_new_from_compiled(plugin, message), message)
        if isinstance(instance, dict):
            return instance
        data = base64.b64decode(call["input"])
        for _ in range(call["repeat"]):
            causes.clear()
            code = lib.extism_plugin_call(instance, call["function"].encode(), data, len(data))
            lib.extism_log_drain(on_log)
        error = lib.extism_plugin_error(instance)
        length = lib.extism_plugin_output_length(instance)
        output = bytes(ffi.buffer(lib.extism_plugin_output_data(instance), length))
        text = ffi.string(error) if error != ffi.NULL else b""
        lib.extism_plugin_free(instance)
        if code == 0 and not text:
            return {"kind": "output", **written(output)}
        outcome = {"kind": "failure", "code": code}
        if text:
            text = text.decode(errors="replace")
            if not text.startswith(BACKTRACE):
                outcome["message"] = text
            elif causes:  # in the log alone
                outcome["message"] = root_cause(causes[-1])
            else:  # what WASI ends a call with is not logged
                outcome["kind"] = "exit"
        if output:
            outcome["output"] = written(output)
        return outcome

    answers = os.fdopen(descriptor, "w")
    for line in sys.stdin:
        call = json.loads(line)
        key = (call["manifest"], call["wasi"])
        if key not in compiled:
            compiled[key] = compile_plugin(*key)
        print("compiled", file=answers, flush=True)
        events.clear()
        causes.clear()
        current.update(call)
        with captured(1) as out, captured(2) as err:
            outcome = execute(compiled[key], call)
        record = {
            "outcome": outcome,
            "events": events,
            "stdout": out.decode(errors="replace"),
            "stderr": COMPLAINT.sub("", err.decode(errors="replace")),
        }
        print(json.dumps({key: value for key, value in record.items() if value}), file=answers, flush=True)


class Host:
    """A process that executes plug-ins, started when it is needed."""

    def __init__(self, log_level: str):
        self.log_level = log_level
        self.process = None

    def start(self):
        receive, send = os.pipe()
        environment = {**os.environ, "EXTISM_ENABLE_WASI_OUTPUT": "1", "EXTISM_CACHE_CONFIG": "", "RUST_BACKTRACE": "0"}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", self.log_level, str(send)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[send],
            env=environment,
        )
        os.close(send)
        self.answers = os.fdopen(receive, "rb", buffering=0)  # so that what is left to read shows

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def call(self, request: dict) -> dict:
        if not self.process:
            self.start()
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        compiled = self.answers.readline()
        if not select.select([self.answers], [], [], TIMEOUT)[0]:
            self.stop()
            return {"outcome": {"kind": "timeout"}}
        answer = compiled and self.answers.readline()
        if answer:
            record = json.loads(answer)
            # the manifest's own time-out is one
            if record["outcome"].get("message") == "timeout":
                record["outcome"] = {"kind": "timeout"}
            return record
        code = self.process.wait()
        self.process = None
        return {"outcome": {"kind": "crash", "how": signal.Signals(-code).name if code < 0 else f"exit code {code}"}}


# What is asked of it.


def all_calls():
    for group in json.loads((here / "calls.json").read_text()):
        for call in group["calls"]:
            yield {**DEFAULTS, **group, **call}


def name_of(call: dict) -> str:
    """As in calls.ts."""
    return f"{call['plugin']} {call['function']}" + (f" ({call['case']})" if "case" in call else "")


def imports_wasi(file: pathlib.Path) -> bool:
    return b"wasi_snapshot_preview1" in file.read_bytes()


def manifest_of(call: dict) -> tuple[str, bool]:
    """What libextism is to load, and whether with WASI."""
    file = (fixtures / call["plugin"]).resolve()
    if file.suffix == ".wasm":
        limits = {"maxPages": "max_pages", "maxHttpResponseBytes": "max_http_response_bytes", "maxVarBytes": "max_var_bytes"}
        manifest = {
            "wasm": [{"path": str(file)}],
            "config": call["config"],
            "allowed_hosts": call["allowedHosts"],
            "memory": {limits[key]: value for key, value in call["limits"].items()},
        }
        modules = [file]
        text = json.dumps(manifest)
    else:
        text = file.read_text()
        modules = []
        try:
            manifest = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
        except ValueError:
            return text, False
        # relative paths are meant from the manifest, and libextism takes them from the process's folder
        for module in manifest.get("wasm", []):
            if isinstance(module, dict) and "path" in module:
                modules.append((file.parent / module["path"]).resolve())
                module["path"] = str(modules[-1])
        if paths := manifest.get("allowed_paths"):
            manifest["allowed_paths"] = {absolute(file.parent, host): guest for host, guest in paths.items()}
        if call["config"]:
            manifest["config"] = {**call["config"], **manifest.get("config", {})}
        text = json.dumps(manifest)
    wasi = call["wasi"] == "on" or (call["wasi"] == "auto" and any(map(imports_wasi, filter(pathlib.Path.exists, modules))))
    return text, wasi


def absolute(folder: pathlib.Path, path: str) -> str:
    prefix = "ro:" if path.startswith("ro:") else ""
    return prefix + str((folder / path.removeprefix(prefix)).resolve())


class Pages(http.server.BaseHTTPRequestHandler):
    """What the HTTP fixture is pointed at; test/conformance/server.ts serves the same."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        away = f"http://127.0.0.1:{self.server.server_port}/hello"
        status, answer, headers = {
            "/hello": (200, b"hello over HTTP", {}),
            "/empty": (204, b"", {}),
            "/missing": (404, b"nothing here", {}),
            "/redirect": (302, b"", {"Location": "/hello"}),
            "/away": (302, b"", {"Location": away}),
            "/large": (200, b"x" * 100_000, {}),
            "/echo": (200, f"{self.command} ".encode() + body, {}),
            "/header": (200, self.headers.get("X-Test", "").encode(), {}),
        }[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def without_paths(value):
    """Neither this machine's folders nor the server's port belong in what is written down."""
    text = json.dumps(value, ensure_ascii=False)
    for folder in (str(here.parent.parent), sys.prefix):
        text = text.replace(folder, "…")
    return json.loads(re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1", text))


def main() -> None:
    pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    server = f"http://127.0.0.1:{pages.server_port}"

    hosts: dict[str, Host] = {}
    expectations = {}
    for call in all_calls():
        host = hosts.setdefault(call["logLevel"], Host(call["logLevel"]))
        manifest, wasi = manifest_of(call)
        data = base64.b64encode(content_of(call.get("input"), server)).decode()
        expectations[name_of(call)] = without_paths(host.call({**call, "calls": None, "manifest": manifest, "wasi": wasi, "input": data}))
    for host in hosts.values():
        host.stop()

    from extism_sys import ffi, lib

    record = {
        "libextism": ffi.string(lib.extism_version()).decode(),
        "extism-sys": version("extism-sys"),
        "calls": expectations,
    }
    (here / "expectations.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    print(f"{len(expectations)} calls through libextism {record['libextism']}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        main()

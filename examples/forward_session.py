#!/usr/bin/env python3
"""A full service under test: proofmark-stdio/1 at level full_service, forwarded to a service that is started here.

The service is the project's own, on a clock that this program sets; a provider's would be another one that speaks
docs/interface.md or something like it. Usage: forward_session.py PROOFMARKD CONFIGURATION
"""
import atexit
import base64
import http.client
import json
import mmap
import pathlib
import ssl
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from urllib.parse import urlsplit

import websocket  # Debian: python3-websocket


def ask(line):
    print(json.dumps(line), flush=True)
    return json.loads(sys.stdin.readline())


class Clock:
    """The service's time: microseconds since 1970 in a file of eight bytes. It never goes back."""

    def __init__(self, path):
        path.write_bytes(bytes(8))
        with open(path, "r+b") as file:
            self.cell = mmap.mmap(file.fileno(), 8)

    def reach(self, micros):
        now = int.from_bytes(self.cell[:8], "little")
        self.cell[:8] = max(now, micros).to_bytes(8, "little")


class Service:
    def __init__(self, program, configuration, trust):
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        self.clock = Clock(folder / "clock")
        self.clock.reach(1767225600 * 10**6)  # a first time; each session brings its own
        self.process = subprocess.Popen(
            [program, "--state", folder / "state", "--config", configuration, "--trust", trust, "--clock",
             f"simulated:{folder / 'clock'}", "--log", folder / "log"], stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.terminate)
        where = json.loads(self.process.stdout.readline())
        pki = pathlib.Path(where["pki"])
        self.relying, self.device = urlsplit(where["relying"]), urlsplit(where["device"])
        self.tls = ssl.create_default_context(cafile=pki / "ca.pem")
        self.tls.load_cert_chain(pki / "relying-client.pem", pki / "relying-client.key")
        self.tls.verify_flags |= 0x200000  # X509_V_FLAG_NO_CHECK_TIME: its clock is not this machine's

    def call(self, method, path, body=None, key=None, relying=False):
        connection = http.client.HTTPSConnection((self.relying if relying else self.device).netloc, context=self.tls)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
        return text

    def socket(self, path, key):
        return websocket.create_connection(f"wss://{self.device.netloc}{path}", header=[f"Authorization: Bearer {key}"],
                                           sslopt={"context": self.tls}, suppress_origin=True, timeout=60)

    def session(self, task):
        began = datetime.fromisoformat(task["time"].replace("Z", "+00:00"))
        self.clock.reach(int(began.astimezone(timezone.utc).timestamp()) * 10**6)
        order = json.loads(self.call("POST", "/v1/orders", task["order"] | {"reference": task["id"]}, relying=True))
        opened = json.loads(self.call("POST", "/v1/sessions", {"token": order["token"]}))
        key, path = opened["key"], f"/v1/sessions/{opened['session']}"
        self.call("POST", path + "/consent", {"accepted": True, "language": task["language"]}, key)
        if self.chip(task, self.socket(path + "/chip", key)) == "video":
            self.video(self.socket(path + "/video", key))
        package = self.call("GET", f"/v1/orders/{order['order']}/package", relying=True).decode()
        claims = package.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return {"type": "result", "id": task["id"], "decision": claims["decision"], "checks": claims["checks"],
                "inspection": claims.get("inspection")}

    def chip(self, task, socket):
        card = {"type": "card", "can": task["can"], "extended_length": True}
        socket.send(json.dumps(card | ({"mrz": task["mrz"]} if "mrz" in task else {})))
        while True:
            said = socket.recv()
            if isinstance(said, str):
                return json.loads(said)["next"]
            answer = ask({"type": "apdu", "command": said.hex()})
            if answer["type"] == "apdu":
                socket.send_binary(bytes.fromhex(answer["response"]))
            else:  # link_lost or card_again, which the service knows by the same names
                socket.send(json.dumps({"type": answer["type"]}))

    def video(self, socket):
        began = int.from_bytes(self.clock.cell[:8], "little")
        socket.send('{"type":"stream","codec":"h264","format":"annexb"}')
        sent = acknowledged = 0
        while True:
            said = json.loads(socket.recv())
            if said["type"] == "end":
                return socket.close()
            if said["type"] in ("challenge", "challenge_over"):
                ask(said)
            acknowledged = said.get("frames", acknowledged)
            if said["type"] in ("begin", "received") and acknowledged == sent:
                frame = ask({"type": "frames", "count": 1})["frames"][0]
                self.clock.reach(began + frame["at_us"])
                socket.send_binary(frame["at_us"].to_bytes(8, "big") + base64.b64decode(frame["h264"]))
                sent += 1


service = None
for line in sys.stdin:
    task = json.loads(line)
    if task["type"] == "hello":
        if task["level"] != "full_service":
            sys.exit("this program is a full service only")
        service = Service(sys.argv[1], sys.argv[2], task["trust"])
        version = json.loads(service.call("GET", "/v1/health"))["version"]
        print(json.dumps({"type": "ready", "name": "forwarded", "version": version}), flush=True)
    else:
        print(json.dumps(service.session(task)), flush=True)

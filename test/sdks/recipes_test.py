"""The Python and Java recipes as `bandwidth-emulator env --sdk` prints them, against the emulator at BANDWIDTH_URL.

Its clock is virtual. Java has its turn where JAVA_CLASSPATH names a file with the class path of its SDKs.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

URL = os.environ["BANDWIDTH_URL"]
COMMAND = pathlib.Path(__file__).parents[2] / "dist" / "cli.js"
CLASSPATH = pathlib.Path(os.environ.get("JAVA_CLASSPATH", "nowhere"))


def control(path, body=None):
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(URL + "/_emulator/v1" + path, data=body and json.dumps(body).encode(), headers=headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def printed(sdk):
    port = str(urllib.parse.urlsplit(URL).port)
    args = ["node", COMMAND, "env", "--port", port, "--sdk", sdk]
    return subprocess.run(args, check=True, capture_output=True, text=True, timeout=30).stdout


class Recipes(unittest.TestCase):
    def setUp(self):
        self.cursor = control("/info")["cursor"]

    def run_file(self, content, name, command):
        """What it prints."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.write_text(content)
            ended = subprocess.run([*command, path], capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout.strip()

    def asked(self):
        requests = control(f"/requests?since={self.cursor}")["records"]
        return [f"{request.get('operation')} {request['status']}" for request in requests]

    def assert_delivered(self, message_id):
        control("/clock/advance", {"by": "1s"})
        callbacks = control(f"/callbacks?since={self.cursor}&state=delivered&wait=5s")["records"]
        self.assertEqual([(one["type"], one["messageId"]) for one in callbacks], [("message-delivered", message_id)])

    def python(self, content):
        return self.run_file(content, "recipe.py", [sys.executable])

    def java(self, content, name):
        if not CLASSPATH.is_file():
            self.skipTest("there is no Maven, or it could not have the SDKs")
        return self.run_file(content, name, ["java", "-cp", CLASSPATH.read_text().strip()])

    def test_python_bandwidth_sdk(self):
        message_id = self.python(printed("python-bandwidth-sdk"))
        self.assertEqual(self.asked(), ["CreateMessage 202"])
        self.assert_delivered(message_id)

    def test_python_bandwidth_sdk_with_an_access_token(self):
        credentials = '    username="user",\n    password="password",\n'
        client = f'    client_id="client",\n    client_secret="secret",\n    access_token_url="{URL}/api/v1/oauth2/token",\n'
        content = printed("python-bandwidth-sdk")
        self.assertIn(credentials, content)
        message_id = self.python(content.replace(credentials, client))
        self.assertEqual(self.asked(), ["CreateAccessToken 200", "CreateMessage 202"])
        self.assert_delivered(message_id)

    def test_python_bandwidth_numbers_sdk(self):
        site_id = self.python(printed("python-bandwidth-numbers-sdk"))
        self.assertRegex(site_id, r"^\d+$")
        self.assertEqual(self.asked()[0], "CreateSite 201")

    def test_java_bandwidth_sdk_5(self):
        message_id = self.java(printed("java-bandwidth-sdk-5"), "Send.java")
        self.assertEqual(self.asked(), ["CreateMessage 202"])
        self.assert_delivered(message_id)

    def test_java_bandwidth_iris(self):
        site_id = self.java(printed("java-bandwidth-iris"), "CreateSite.java")
        self.assertRegex(site_id.splitlines()[-1], r"^\d+$")
        self.assertIn("CreateSite 201", self.asked())


class Counted(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Recipes)
    result = unittest.TextTestRunner(resultclass=Counted, verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed, {len(result.skipped)} skipped", flush=True)
    raise SystemExit(1 if failed else 0)

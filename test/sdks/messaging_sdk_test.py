"""Every call for messages and media of bandwidth-sdk, unmodified, against a running emulator at BANDWIDTH_URL.

The emulator serves HTTP and HTTPS at its one port, and its clock is virtual. Names of Bandwidth lead to it here.
"""

import http.server
import inspect
import itertools
import json
import os
import queue
import re
import tempfile
import threading
import typing
import unittest
import unittest.mock
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

import bandwidth
import urllib3
from bandwidth import ApiClient, Configuration, MediaApi, MessageRequest, MessagesApi, MultiChannelApi
from bandwidth.exceptions import (
    BadRequestException,
    ForbiddenException,
    NotFoundException,
    ServiceException,
    UnauthorizedException,
)

URL = os.environ["BANDWIDTH_URL"]
PORT = urllib.parse.urlsplit(URL).port
# By the name in the certificate, and by the address in it.
BASES = (f"{URL}/api/v2", f"https://localhost:{PORT}/api/v2", f"https://127.0.0.1:{PORT}/api/v2", URL)
account_ids = itertools.count(7800001)
PHONE = "+19195550100"
PICTURE = "https://example.com/cat.png"
APIS = (MessagesApi, MediaApi, MultiChannelApi)


def get(path):
    with urllib.request.urlopen(URL + path) as response:
        return response.read()


def control(path, body=None):
    headers = {"content-type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{URL}/_emulator/v1{path}", data, headers)) as response:
        return json.load(response)


def advance(by="1s"):
    """Lets what is to happen happen."""
    control("/clock/advance", {"by": by})


CA = tempfile.NamedTemporaryFile(suffix=".pem")
CA.write(get("/_emulator/ca.pem"))
CA.flush()
# For the token, which the SDK asks for without its own ssl_ca_cert.
os.environ["SSL_CERT_FILE"] = CA.name

connect = urllib3.util.connection.create_connection


def connect_to_emulator(address, *args, **kwargs):
    """What a name server would do: all names of Bandwidth lead to the emulator, and no other name leads anywhere."""
    host, port = address
    if host.endswith(".bandwidth.com") and port == 443:
        return connect(("127.0.0.1", PORT), *args, **kwargs)
    assert host in ("localhost", "127.0.0.1"), host
    return connect(address, *args, **kwargs)


urllib3.util.connection.create_connection = connect_to_emulator


class Receiver(http.server.ThreadingHTTPServer):
    """Takes callbacks, as a customer's software."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ReceiverHandler)
        self.events = queue.Queue()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/callbacks"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class ReceiverHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.events.put(json.loads(body)[0])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def provision(account_id, callback_url):
    """An application with a location and two numbers; gives its id and them."""

    def dashboard(method, path, xml=None):
        """The id at the end of the Location of what was made, and the body."""
        data = xml and xml.encode()
        request = urllib.request.Request(f"{URL}/api/accounts/{account_id}{path}", data, method=method)
        request.add_header("Content-Type", "application/xml")
        request.add_header("Authorization", urllib3.util.make_headers(basic_auth="user:password")["authorization"])
        with urllib.request.urlopen(request) as response:
            return (response.headers.get("Location") or "").split("/")[-1], response.read().decode()

    application_id, _ = dashboard(
        "POST",
        "/applications",
        f"<Application><AppName>App</AppName><CallbackUrl>{callback_url}</CallbackUrl></Application>",
    )
    address = (
        "<HouseNumber>900</HouseNumber><StreetName>Main Campus Dr</StreetName><City>Raleigh</City>"
        "<StateCode>NC</StateCode><Zip>27606</Zip>"
    )
    site_id, _ = dashboard("POST", "/sites", f"<Site><Name>Site</Name><Address>{address}</Address></Site>")
    sip_peers = f"/sites/{site_id}/sippeers"
    sip_peer_id, _ = dashboard("POST", sip_peers, "<SipPeer><PeerName>Location</PeerName></SipPeer>")
    messaging = f"{sip_peers}/{sip_peer_id}/products/messaging"
    sms = "<TollFree>true</TollFree><Protocol>HTTP</Protocol>"
    dashboard(
        "POST",
        f"{messaging}/features/sms",
        f"<SipPeerSmsFeature><SipPeerSmsFeatureSettings>{sms}</SipPeerSmsFeatureSettings></SipPeerSmsFeature>",
    )
    mms = "<MmsSettings><Protocol>HTTP</Protocol></MmsSettings><Protocols><HTTP><HttpSettings/></HTTP></Protocols>"
    dashboard("POST", f"{messaging}/features/mms", f"<MmsFeature>{mms}</MmsFeature>")
    settings = f"<HttpMessagingV2AppId>{application_id}</HttpMessagingV2AppId>"
    dashboard("PUT", f"{messaging}/applicationSettings", f"<ApplicationsSettings>{settings}</ApplicationsSettings>")
    kind = "<AreaCodeSearchAndOrderType><AreaCode>910</AreaCode><Quantity>2</Quantity></AreaCodeSearchAndOrderType>"
    dashboard("POST", "/orders", f"<Order>{kind}<SiteId>{site_id}</SiteId></Order>")
    advance()
    _, listed = dashboard("GET", f"{sip_peers}/{sip_peer_id}/tns")
    return application_id, ["+1" + number for number in re.findall(r"<FullNumber>(\d+)<", listed)]


called = set()


def calls_of(api):
    """The names of the calls of a class; the SDK has each in two more forms, with the status and without reading."""
    return [
        name
        for name, _ in inspect.getmembers(api, inspect.isfunction)
        if not name.startswith("_") and not name.endswith(("_with_http_info", "_without_preload_content"))
    ]


class Watched:
    """A class of the SDK whose calls are noted down; they do what they do."""

    def __init__(self, api):
        self.api = api

    def __getattr__(self, name):
        called.add(f"{type(self.api).__name__}.{name.removesuffix('_with_http_info')}")
        return getattr(self.api, name)


def configured(base, **changes):
    """As the recipe says: the host that one is told in place of the SDK's own."""
    options = {"host": base, "ignore_operation_servers": True, "ssl_ca_cert": CA.name}
    return Configuration(**{**options, "username": "user", "password": "password", **changes})


def client(configuration):
    api_client = ApiClient(configuration)
    return [Watched(api(api_client)) for api in APIS]


class MessagingSdk(unittest.TestCase):
    """Each test has an account and a receiver of its own."""

    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.server_close)
        self.addCleanup(self.receiver.shutdown)
        self.account_id = str(next(account_ids))
        self.application_id, self.numbers = provision(self.account_id, self.receiver.url)
        self.cursor = control("/info")["cursor"]

    def sms(self, **changes):
        fields = {"var_from": self.numbers[0], "to": [PHONE], "text": "Good morning"}
        return MessageRequest(application_id=self.application_id, **{**fields, **changes})

    def callbacks(self, count):
        advance()
        return [self.receiver.events.get(timeout=10) for _ in range(count)]

    def asked(self):
        """What was asked since the start of the test, how it came out, and of which host."""
        return [
            (request["operation"], request["status"], request["headers"]["host"])
            for request in control(f"/requests?since={self.cursor}")["records"]
        ]

    def test_sends_sms_mms_and_group_messages(self):
        to = ["+19195550200", "+19195550201"]
        for base in BASES:
            with self.subTest(base):
                messages, *_ = client(configured(base))
                expiration = datetime(2100, 1, 1, tzinfo=timezone.utc)
                extras = {"tag": "a tag", "priority": "high", "expiration": expiration}
                sent = messages.create_message_with_http_info(self.account_id, self.sms(**extras))
                self.assertEqual(sent.status_code, 202)
                self.assertRegex(sent.data.id, r"^\d{13}[a-z2-7]{16}$")
                self.assertEqual((sent.data.owner, sent.data.var_from, sent.data.to), (*self.numbers[:1] * 2, [PHONE]))
                self.assertEqual((sent.data.segment_count, sent.data.direction, sent.data.tag), (1, "out", "a tag"))
                self.assertEqual((sent.data.priority, sent.data.expiration), ("high", expiration))
                self.assertEqual(sent.data.additional_properties, {})
                group = messages.create_message(self.account_id, self.sms(to=to, media=[PICTURE]))
                self.assertEqual((group.to, group.media, group.text), (to, [PICTURE], "Good morning"))
                picture = messages.create_message(self.account_id, self.sms(text=None, media=[PICTURE]))
                self.assertEqual((picture.media, picture.text), ([PICTURE], ""))
                events = self.callbacks(4)
                self.assertEqual({event["type"] for event in events}, {"message-delivered"})
                told = sorted((event["message"]["id"], event["to"]) for event in events)
                expected = [(sent.data.id, PHONE), *[(group.id, number) for number in to], (picture.id, PHONE)]
                self.assertEqual(told, sorted(expected))

    def test_searches_messages_by_each_parameter(self):
        messages, *_ = client(configured(BASES[0]))
        local, other = self.numbers

        def send(**changes):
            sent = messages.create_message(self.account_id, self.sms(**changes))
            self.callbacks(1)
            advance("1m")
            return sent

        sms = send(text="a" * 200)
        failed = send(var_from=other, to=["+19195550300"], tag="emu:fail=4720")
        mms = send(media=[PICTURE])

        def iso(seconds):
            return (sms.time + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

        searches = {
            "message_id": [(sms.id, [sms])],
            "source_tn": [(other, [failed]), (f"{local},{other}", [mms, failed, sms])],
            "destination_tn": [("+19195550300", [failed])],
            "message_status": [("FAILED", [failed])],
            "message_direction": [("OUTBOUND", [mms, failed, sms]), ("INBOUND", [])],
            "carrier_name": [("AT&T", [])],
            "message_type": [("mms", [mms]), ("sms", [failed, sms])],
            "error_code": [(4720, [failed])],
            "from_date_time": [(iso(90), [mms])],
            "to_date_time": [(iso(30), [sms])],
            "campaign_id": [("CJEUMDK", [])],
            "from_bw_latency": [(1, [])],
            "bw_queued": [(True, []), (False, [mms, failed, sms])],
            "product": [("P2P", [])],
            "location": [("123ABC", [])],
            "carrier_queued": [(True, [])],
            "from_carrier_latency": [(1, [])],
            "calling_number_country_a3": [("USA", [mms, failed, sms])],
            "called_number_country_a3": [("CAN", [])],
            "from_segment_count": [(2, [sms])],
            "to_segment_count": [(1, [mms, failed])],
            "from_message_size": [(12, [mms]), (13, [])],
            "to_message_size": [(12, [mms])],
            "sort": [("errorCode:desc", [failed, mms, sms])],
            "page_token": [("YWZ0ZXI9MSZsaW1pdD0x", [failed])],
            "limit": [(2, [mms, failed])],
            "limit_total_count": [(True, [mms, failed, sms])],
        }
        parameters = list(inspect.signature(MessagesApi.list_messages).parameters)
        self.assertEqual(
            [name for name in parameters if not name.startswith("_")], ["self", "account_id", *searches]
        )
        for name, cases in searches.items():
            for value, found in cases:
                with self.subTest(f"{name}={value}"):
                    query = {"message_direction": "OUTBOUND", name: value}
                    listed = messages.list_messages(self.account_id, **query).messages
                    self.assertEqual([item.message_id for item in listed], [message.id for message in found])
        page = messages.list_messages(self.account_id, message_direction="OUTBOUND", limit=1)
        self.assertEqual((page.total_count, page.messages[0].message_status), (3, "SENT"))
        token = page.page_info.next_page_token
        more = messages.list_messages(self.account_id, message_direction="OUTBOUND", page_token=token)
        self.assertEqual([item.message_id for item in more.messages], [failed.id])
        with self.assertRaises(BadRequestException) as raised:
            messages.list_messages(self.account_id)
        self.assertEqual(raised.exception.data.type, "bad-request")

    def test_keeps_media_as_they_are(self):
        """The SDK makes JSON of what is sent, whatever content_type says: _content_type it heeds."""
        content = os.urandom(3 * 1024 * 1024)
        for base in BASES:
            with self.subTest(base):
                _, media, _ = client(configured(base))
                name = "a/my cat.png"
                put = media.upload_media_with_http_info(
                    self.account_id, name, content, cache_control="no-cache", _content_type="image/png"
                )
                self.assertEqual(put.status_code, 204)
                got = media.get_media_with_http_info(self.account_id, name)
                self.assertEqual(got.data, content)
                self.assertEqual((got.headers["Content-Type"], got.headers["Cache-Control"]), ("image/png", "no-cache"))
                [listed] = media.list_media(self.account_id)
                self.assertEqual((listed.media_name, listed.content_length), (name, len(content)))
                self.assertEqual(listed.content, f"{base}/users/{self.account_id}/media/a/my%20cat.png")
                self.assertIsNone(media.delete_media(self.account_id, name))
                for call in (media.get_media, media.delete_media):
                    with self.assertRaises(NotFoundException) as raised:
                        call(self.account_id, name)
                    self.assertEqual(raised.exception.data.type, "media-not-found")
                self.assertEqual(media.list_media(self.account_id), [])
                with self.assertRaises(BadRequestException):
                    media.list_media(self.account_id, "no token")

    def test_sends_by_the_first_channel_that_sends(self):
        for base in BASES[:2]:
            with self.subTest(base):
                *_, multi_channel = client(configured(base))
                common = {"application_id": self.application_id}
                rbm = bandwidth.MultiChannelChannelListRBMObject(
                    var_from="BrandAgent",
                    channel="RBM",
                    content=bandwidth.MultiChannelChannelListRBMObjectAllOfContent(
                        bandwidth.RbmMessageContentText(text="Good morning")
                    ),
                    **common,
                )
                sms = bandwidth.MultiChannelChannelListSMSObject(
                    var_from=self.numbers[0],
                    channel="SMS",
                    content=bandwidth.SmsMessageContent(text="Good morning"),
                    **common,
                )
                mms = bandwidth.MultiChannelChannelListMMSObject(
                    var_from=self.numbers[0],
                    channel="MMS",
                    content=bandwidth.MmsMessageContent(media=[bandwidth.MmsMessageContentFile(file_url=PICTURE)]),
                    **common,
                )
                items = [bandwidth.MultiChannelChannelListRequestObject(item) for item in (rbm, sms, mms)]
                # Outcome 59: a phone without RBM.
                request = bandwidth.MultiChannelMessageRequest(to="+19195550159", channel_list=items, tag="a tag")
                answer = multi_channel.create_multi_channel_message(self.account_id, request)
                self.assertEqual((answer.errors, answer.data.to, answer.data.tag), ([], ["+19195550159"], "a tag"))
                channels = [item.actual_instance for item in answer.data.channel_list]
                self.assertEqual([item.channel for item in channels], ["RBM", "SMS", "MMS"])
                self.assertEqual([item.owner for item in channels], ["BrandAgent", *self.numbers[:1] * 2])
                [event] = self.callbacks(1)
                told = (event["type"], event["message"]["id"], event["message"]["channel"])
                self.assertEqual(told, ("message-delivered", answer.data.id, "SMS"))

    def test_asks_its_own_hosts_when_it_is_told_nothing_but_credentials(self):
        messages, media, _ = client(Configuration(username="user", password="password", ssl_ca_cert=CA.name))
        sent = messages.create_message(self.account_id, self.sms())
        self.assertEqual([event["message"]["id"] for event in self.callbacks(1)], [sent.id])
        media.upload_media(self.account_id, "cat", b"miaow", _content_type="text/plain")
        self.assertEqual(media.get_media(self.account_id, "cat"), b"miaow")
        media.delete_media(self.account_id, "cat")
        self.assertEqual({host for *_, host in self.asked()}, {"messaging.bandwidth.com"})

    def test_gets_an_access_token_for_a_client_and_its_secret(self):
        hosts = {None: "messaging.bandwidth.com", BASES[0]: f"127.0.0.1:{PORT}", BASES[1]: f"localhost:{PORT}"}
        for base, host in hosts.items():
            with self.subTest(base):
                self.cursor = control("/info")["cursor"]
                oauth = {"client_id": "client", "client_secret": "secret", "ssl_ca_cert": CA.name}
                if base:
                    oauth = {**oauth, "host": base, "ignore_operation_servers": True}
                messages, media, _ = client(Configuration(**oauth))
                sent = messages.create_message(self.account_id, self.sms())
                self.callbacks(1)
                self.assertEqual(messages.list_messages(self.account_id, message_id=sent.id).total_count, 1)
                self.assertEqual(media.list_media(self.account_id), [])
                self.assertEqual(
                    self.asked(),
                    [
                        ("CreateAccessToken", 200, "api.bandwidth.com"),
                        ("CreateMessage", 202, host),
                        ("ListMessages", 200, host),
                        ("ListMedia", 200, host),
                    ],
                )
                # With an access token the path needs the account's own id.
                with self.assertRaises(ForbiddenException) as raised:
                    messages.create_message("u-abcdefghijklmnopqrstuvwx", self.sms())
                self.assertEqual(raised.exception.data.type, "forbidden")

    def test_raises_its_exceptions_with_what_the_answer_says(self):
        messages, media, _ = client(configured(BASES[1]))
        with self.assertRaises(BadRequestException) as raised:
            messages.create_message(self.account_id, self.sms(var_from="+invalid", to=["+invalid"]))
        self.assertEqual(raised.exception.status, 400)
        error = raised.exception.data
        self.assertEqual((error.type, error.description), ("request-validation", "Your request could not be accepted"))
        not_e164 = "'+invalid' must be replaced with a valid E164 formatted telephone number"
        told = [(field.field_name, field.description) for field in error.field_errors]
        self.assertEqual(told, [("to", not_e164), ("from", not_e164)])
        strangers, strange_media, strange_channels = client(configured(BASES[1], username=None, password=None))
        for call in (
            lambda: strangers.create_message(self.account_id, self.sms()),
            lambda: strangers.list_messages(self.account_id, message_id="1"),
            lambda: strange_media.list_media(self.account_id),
        ):
            with self.assertRaises(UnauthorizedException) as raised:
                call()
            self.assertEqual(raised.exception.data.type, "unauthorized")
        request = bandwidth.MultiChannelMessageRequest(to=PHONE, channel_list=[])
        with self.assertRaises(UnauthorizedException):
            strange_channels.create_multi_channel_message(self.account_id, request)

    def test_does_not_trust_another_ca(self):
        # One try, as it would go on trying.
        configuration = configured(BASES[1], retries=False)
        configuration.ssl_ca_cert = None
        with unittest.mock.patch.dict(os.environ, {"SSL_CERT_FILE": os.devnull}):
            _, media, _ = client(configuration)
            with self.assertRaises(bandwidth.ApiException) as raised:
                media.list_media(self.account_id)
        self.assertIn("CERTIFICATE_VERIFY_FAILED", raised.exception.reason)

    def test_is_told_what_is_not_emulated(self):
        """By each call of its other classes that takes nothing but text: the others take objects of many members."""
        api_client = ApiClient(configured(BASES[0]))
        asked = 0
        for api in vars(bandwidth).values():
            if not (inspect.isclass(api) and api.__name__.endswith("Api")) or api in APIS:
                continue
            for name in calls_of(api):
                parameters = inspect.signature(getattr(api, name)).parameters.values()
                needed = [each for each in parameters if each.default is each.empty and each.name != "self"]
                hints = typing.get_type_hints(getattr(api, name))
                if any(hints[each.name] is not str for each in needed):
                    continue
                with self.subTest(f"{api.__name__}.{name}"):
                    args = [self.account_id, *["+18005550100"] * len(needed)][: len(needed)]
                    with self.assertRaises(ServiceException) as raised:
                        getattr(api(api_client), name)(*args)
                    self.assertEqual(raised.exception.status, 501)
                    self.assertIn("Known Bandwidth API path, not emulated: ", raised.exception.body)
                asked += 1
        self.assertGreater(asked, 25)

    def test_zz_makes_every_call_that_the_sdk_offers(self):
        """Comes last, and looks back on the others: alone it fails."""
        offered = [f"{api.__name__}.{name}" for api in APIS for name in calls_of(api)]
        self.assertEqual(sorted(called), sorted(offered))


class Counted(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(MessagingSdk)
    result = unittest.TextTestRunner(resultclass=Counted, verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed", flush=True)
    raise SystemExit(1 if failed else 0)

"""What bandwidth-numbers-sdk offers, unmodified, against a running emulator at BANDWIDTH_URL."""

import itertools
import json
import os
import unittest
import urllib.request

from bandwidth_numbers import Account, Client, RestError

URL = os.environ["BANDWIDTH_URL"]
account_ids = itertools.count(7700001)

ADDRESS = {
    "house_number": "900",
    "street_name": "Main Campus Dr",
    "city": "Raleigh",
    "state_code": "NC",
    "zip": "27606",
    "address_type": "Service",
}


def settle():
    """Lets all orders complete, without a sleep."""
    with urllib.request.urlopen(URL + "/_emulator/v1/settled?within=5s") as answer:
        assert json.load(answer)["settled"]


class NumbersSdk(unittest.TestCase):
    """Each test has an account of its own: they are sandboxes."""

    def setUp(self):
        self.account_id = str(next(account_ids))
        self.client = Client(url=URL + "/api", account_id=self.account_id, username="user", password="password")
        self.account = Account(client=self.client)

    def site(self, name="Shipyard"):
        return self.account.sites.create({"name": name, "address": ADDRESS})

    def sip_peer(self, site, name="Harbour"):
        return site.sip_peers.create({"peer_name": name, "is_default_peer": "true"})

    def order(self, site, area_code="919", quantity="2"):
        order = self.account.orders.create(
            {
                "name": "Two numbers",
                "site_id": site.id,
                "area_code_search_and_order_type": {"area_code": area_code, "quantity": quantity},
            }
        )
        settle()
        return order

    def test_gets_the_account(self):
        self.assertEqual(self.account.get().account_id, self.account_id)

    def test_creates_gets_lists_changes_and_deletes_a_site(self):
        site = self.site()
        self.assertEqual(self.account.sites.get(site.id).name, "Shipyard")
        self.assertEqual([item.name for item in self.account.sites.list().items], ["Shipyard"])
        fetched = self.account.sites.get(site.id)
        fetched.description = "Docks"
        fetched.save()
        self.assertEqual(self.account.sites.get(site.id).description, "Docks")
        fetched.delete()
        with self.assertRaises(RestError):
            self.account.sites.get(site.id)

    def test_creates_gets_lists_changes_and_deletes_a_sip_peer(self):
        site = self.site()
        peer = self.sip_peer(site)
        self.assertEqual(site.sip_peers.get(peer.id).peer_name, "Harbour")
        self.assertEqual([item.peer_name for item in site.sip_peers.list().items], ["Harbour"])
        fetched = site.sip_peers.get(peer.id)
        fetched.description = "Cranes"
        fetched.save()
        self.assertEqual(site.sip_peers.get(peer.id).description, "Cranes")
        fetched.delete()
        with self.assertRaises(Exception):
            site.sip_peers.get(peer.id)

    def test_searches_numbers(self):
        numbers = self.account.available_numbers.list({"areaCode": "919", "quantity": "3"})
        self.assertEqual(len(numbers.items), 3)
        details = self.account.available_numbers.list({"areaCode": "919", "quantity": "1", "enableTNDetail": "true"})
        self.assertEqual(details.items[0].state, "NC")

    def test_orders_numbers_and_finds_them_in_service(self):
        site = self.site()
        self.sip_peer(site)
        order = self.order(site)
        response = self.account.orders.get(order.id)
        self.assertEqual(response.order_status, "COMPLETE")
        self.assertEqual(len(response.completed_numbers.telephone_number.items), 2)
        self.assertEqual(self.account.in_service_numbers.totals.get().count, "2")
        self.assertEqual(len(self.account.in_service_numbers.list().items), 2)

    def test_tells_errors_as_the_sdk_tells_them(self):
        with self.assertRaises(RestError) as raised:
            self.account.sites.create({"name": "No address"})
        self.assertIn("1003", str(raised.exception))


class Counted(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(NumbersSdk)
    result = unittest.TextTestRunner(resultclass=Counted, verbosity=2).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed", flush=True)
    raise SystemExit(1 if failed else 0)

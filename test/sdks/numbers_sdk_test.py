"""Every call of bandwidth-numbers-sdk, unmodified, against a running emulator with a virtual clock at BANDWIDTH_URL."""

import functools
import importlib
import inspect
import itertools
import os
import pkgutil
import tempfile
import unittest
import urllib.request

from bandwidth_numbers import Account, Cities, Client, CoveredRateCenters, RateCenters, RestError, Tns, Users, models

URL = os.environ["BANDWIDTH_URL"]
account_ids = itertools.count(7700001)
foreign_numbers = itertools.count(9192959000)

ADDRESS = {
    "house_number": "900",
    "street_name": "Main Campus Dr",
    "city": "Raleigh",
    "state_code": "NC",
    "zip": "27606",
    "address_type": "Service",
}

# Calls that are not made, and why. The last test finds a call that is neither here nor made.
NOT_CALLED = {
    "BaseResource.get_status": "takes a path for an id, and reads a status that its answer has not",
    "DldaOrderResponse.get": "nothing in the SDK leads to it",
    "OrderHistory.save": "posts a history: the vendor has no such operation",
    "Subscriptions.get": "passes params on to a method that takes none: a TypeError before it asks",
}


def settle():
    """Lets all that is to happen happen."""
    request = urllib.request.Request(
        URL + "/_emulator/v1/clock/advance", data=b'{"by":"1s"}', headers={"content-type": "application/json"}
    )
    urllib.request.urlopen(request).close()


called = set()
offered = set()


def watch_calls():
    """Notes down which of the SDK's calls are made; they do what they do."""
    names = ("get", "list", "create", "save", "update", "delete", "change", "get_status", "__call__")
    for module in pkgutil.iter_modules(models.__path__, models.__name__ + "."):
        for _, resource in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if resource.__module__ != module.name:
                continue
            for name in names:
                call = vars(resource).get(name)
                if not inspect.isfunction(call) or call in offered:
                    continue
                label = f"{resource.__name__}.{name}"

                def watched(*args, _call=call, _label=label, **kwargs):
                    called.add(_label)
                    return _call(*args, **kwargs)

                offered.add(label)
                setattr(resource, name, functools.wraps(call)(watched))


watch_calls()


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

    def account_of(self, account_id):
        """The account without what an earlier answer left in it, as a caller's next program has it."""
        return Account(client=Client(url=URL + "/api", account_id=account_id, username="user", password="password"))

    def numbers_on(self, site):
        """Two numbers in service."""
        order = self.order(site)
        return self.account.orders.get(order.id).completed_numbers.telephone_number.items

    def assert_not_emulated(self, call, path):
        with self.assertRaises(RestError) as raised:
            call()
        self.assertIn("known Dashboard API path, not emulated: " + path, str(raised.exception))

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

    def test_lists_users(self):
        self.assertEqual([user.username for user in self.account.users.list().items], ["user"])

    def test_names_what_is_not_emulated(self):
        self.assert_not_emulated(self.account.hosts.list, "GET /accounts/{accountId}/hosts")
        self.assert_not_emulated(lambda: Users(client=self.client).password.change("secret"), "PUT /users")

    def test_lists_the_ports_of_a_site(self):
        site = self.site()
        self.sip_peer(site)
        portin = self.account.portins.create(self.port(site, str(next(foreign_numbers))))
        listed = site.portins.list({"page": "1", "size": "10"})
        self.assertEqual([item.order_id for item in listed.items], [portin.id])

    def test_counts_and_sets_the_numbers_of_a_sip_peer(self):
        site = self.site()
        peer = self.sip_peer(site)
        first, second = self.numbers_on(site)
        self.assertEqual([item.full_number for item in peer.tns.list().items], [first, second])
        self.assertEqual(peer.totaltns.get().count, "2")
        self.assertEqual(site.totaltns.get().total_count, "2")
        number = peer.tns.get(first)
        number.call_forward = "9195550100"
        number.save()
        self.assertEqual(peer.tns.get(first).call_forward, "9195550100")
        peer.tns.create({"full_number": second, "call_forward": "9195550101"})
        self.assertEqual(peer.tns.get(second).call_forward, "9195550101")

    def test_moves_numbers(self):
        site = self.site()
        self.sip_peer(site)
        first, _ = self.numbers_on(site)
        other = site.sip_peers.create({"peer_name": "Quay"})
        other.movetns.add(first)
        other.movetns()
        self.assertEqual([item.full_number for item in other.tns.list().items], [first])

    def test_lists_area_codes_and_exchanges(self):
        found = self.account.available_npa_nxx.list({"areaCode": "919"}).items
        self.assertEqual((found[0].npa, found[0].state), ("919", "NC"))

    def test_looks_places_up(self):
        cities = Cities(client=self.client).list({"state": "NC"}).items
        self.assertIn(("FAYETTEVILLE", "FAYETTEVL"), [(city.name, city.rc_abbreviation) for city in cities])
        centers = RateCenters(client=self.client).list({"state": "NC"}).items
        self.assertIn(("FAYETTEVILLE", "FAYETTEVL"), [(center.name, center.abbreviation) for center in centers])
        covered = CoveredRateCenters(client=self.client)
        [center] = covered.list({"name": "KNIGHTDALE", "state": "NC", "page": "1", "size": "5"}).items
        self.assertEqual((center.lata, center.tiers.items), ("426", ["0"]))
        again = CoveredRateCenters(client=self.client).get(center.id)
        self.assertEqual((again.id, again.name), (center.id, "KNIGHTDALE"))

    def test_lists_orders(self):
        site = self.site()
        self.sip_peer(site)
        order = self.order(site)
        for orders in (self.account.orders, site.orders):
            [summary] = orders.list({"status": "complete"}).items
            self.assertEqual((summary.id, summary.order_status, summary.count_of_tns), (order.id, "COMPLETE", "2"))
        self.assertEqual(len(order.tns.list().items), 2)

    def test_notes_on_and_changes_an_order(self):
        site = self.site()
        self.sip_peer(site)
        order = self.order(site)
        self.assertEqual(order.notes.list().items, [])
        order.notes.create({"description": "soon"})
        [note] = order.notes.list().items
        self.assertEqual((note.description, note.user_id), ("soon", "user"))
        changed = self.account.orders.create({"name": "Pair", "customer_order_id": "dock-7"}, save=False)
        changed.id = order.id
        changed.save()
        self.assertEqual(self.account.orders.create(save=False).get(order.id).order.name, "Pair")

    def test_orders_numbers_by_name_and_by_reservation(self):
        site = self.site()
        self.sip_peer(site)
        by_name, reserved = self.account.available_numbers.list({"areaCode": "919", "quantity": "2"}).items
        reservation = self.account.tnreservation
        reservation.reserved_tn = reserved
        reservation.save()
        order = self.account.orders.create({"site_id": site.id}, save=False)
        order.add_tn(by_name)
        order.save()
        order = self.account.orders.create({"site_id": site.id}, save=False)
        order.add_reservation(reservation.id)
        order.add_tn(reserved)
        order.save()
        settle()
        numbers = self.account.in_service_numbers.list().items
        self.assertEqual(sorted(numbers), sorted([by_name, reserved]))

    def test_reserves_a_number_and_lets_it_go(self):
        [number] = self.account.available_numbers.list({"areaCode": "919", "quantity": "1"}).items
        reservation = self.account.tnreservation
        reservation.reserved_tn = number
        reservation.save()
        fetched = self.account_of(self.account_id).tnreservation.get(reservation.id)
        self.assertEqual((fetched.reserved_tn, fetched.account), (number, self.account_id))
        telephone_number = models.telephone_number.TelephoneNumber(Tns(client=self.client))
        telephone_number.id = number
        self.assertEqual(telephone_number.tnreservation.get().reservation_id, reservation.id)
        self.assertTrue(fetched.delete())
        with self.assertRaises(RestError):
            self.account_of(self.account_id).tnreservation.get(reservation.id)

    def test_tells_of_a_number(self):
        site = self.site()
        peer = self.sip_peer(site)
        first, _ = self.numbers_on(site)
        tns = Tns(client=self.client)
        number = tns.get(first)
        self.assertEqual((number.status, number.account_id, number.site_id), ("Inservice", self.account_id, site.id))
        listed = tns.list({"accountId": self.account_id, "page": "1", "size": "500"}).items
        self.assertIn(first, [item.full_number for item in listed])
        self.assertEqual(number.site.get().name, "Shipyard")
        self.assertEqual((number.sip_peer.get().id, number.sip_peer.name), (peer.id, "Harbour"))
        self.assertEqual(number.tn_rate_center.get().rate_center, "KNIGHTDALE")
        self.assertEqual(number.tn_lata.get().lata, "426")
        self.assertIn(first[:6], number.lca.get().listof_npanxx.items)
        details = number.tndetails.get()
        self.assertEqual((details.full_number, details.site.id, details.sip_peer.id), (first, site.id, peer.id))
        self.assert_not_emulated(number.history.list, "GET /tns")

    def test_disconnects_numbers(self):
        site = self.site()
        self.sip_peer(site)
        first, _ = self.numbers_on(site)
        kind = {"telephone_number_list": {"telephone_number": [first]}}
        disconnect = self.account.disconnects.create(
            {"name": "Farewell", "disconnect_telephone_number_order_type": kind}
        )
        self.assertEqual(disconnect.order_status, "RECEIVED")
        disconnect_id = disconnect.id
        settle()
        [summary] = self.account.disconnects.list({"status": "complete"}).items
        self.assertEqual((summary.id, summary.count_of_tns), (disconnect_id, "1"))
        disconnect.notes.create({"description": "soon"})
        self.assertEqual([note.description for note in disconnect.notes.list().items], ["soon"])
        fetched = self.account.disconnects.get(disconnect_id, {"tndetail": "true"})
        self.assertEqual(fetched.order_status, "COMPLETE")
        self.assertEqual(self.account.disconnected_numbers.list({}).items, [first])
        self.assertEqual(self.account.disconnected_numbers.totals.get().count, "1")

    def test_keeps_subscriptions(self):
        target = {"url": "http://127.0.0.1:9/orders", "expiry": "3600"}
        created = self.account.subscriptions.create({"order_type": "orders", "callback_subscription": target})
        [listed] = self.account.subscriptions.list({"orderType": "orders"}).items
        self.assertEqual((listed.id, listed.callback_subscription.url), (created.id, target["url"]))
        listed.callback_subscription.url = "http://127.0.0.1:9/changed"
        listed.save()
        again = self.account_of(self.account_id).subscriptions.list().items
        self.assertEqual([item.callback_subscription.url for item in again], ["http://127.0.0.1:9/changed"])
        # It reads a Subscription that is not inside Subscriptions, as the vendor's is: all that it knows is the id.
        self.assertEqual(listed.get().id, created.id)
        self.assertTrue(created.delete())
        self.assertEqual(self.account_of(self.account_id).subscriptions.list().items, [])

    def test_sets_options_of_numbers(self):
        site = self.site()
        self.sip_peer(site)
        first, second = self.numbers_on(site)
        group = {"calling_name_display": "on", "telephone_numbers": {"telephone_number": [first, second]}}
        created = self.account.tn_option_orders.create(
            {"customer_order_id": "dock-7", "tn_option_groups": {"tn_option_group": [group]}}
        )
        self.assertEqual((created.customer_order_id, created.processing_status), ("dock-7", "RECEIVED"))
        settle()
        fetched = self.account.tn_option_orders.get(created.id)
        self.assertEqual(fetched.processing_status, "COMPLETE")
        [option_group] = fetched.tn_option_groups.tn_option_group.items
        self.assertEqual(option_group.telephone_numbers.items, [first, second])
        [summary] = self.account.tn_option_orders.list().tn_option_order_summary.items
        self.assertEqual((summary.id, summary.order_status), (created.id, "COMPLETE"))

    def test_sets_line_options(self):
        site = self.site()
        self.sip_peer(site)
        first, _ = self.numbers_on(site)
        order = self.account.line_option_orders
        order.tn_line_options.add({"telephone_number": first, "calling_name_display": "off"})
        order.tn_line_options.add({"telephone_number": "9195551212", "calling_name_display": "off"})
        [options] = order.save().line_options.items
        [error] = options.errors.error.items
        self.assertEqual((error.telephone_number, error.error_code), ("9195551212", "5071"))

    def test_checks_portability_and_imports(self):
        site = self.site()
        self.sip_peer(site)
        mine, _ = self.numbers_on(site)
        foreign = str(next(foreign_numbers))
        answer = self.account.lnpchecker([foreign, "9195551212"], {"fullCheck": "true"})
        [supported] = answer.supported_rate_centers.rate_center_group.items
        [unsupported] = answer.unsupported_rate_centers.rate_center_group.items
        self.assertEqual((supported.rate_center, supported.tn_list.items), ("KNIGHTDALE", [foreign]))
        self.assertEqual(unsupported.tn_list.items, ["9195551212"])
        carrier = answer.supported_losing_carriers.losing_carrier_tn_list
        self.assertEqual(carrier.tn_list.items, [foreign, "9195551212"])
        checked = self.account.import_tn_checker([foreign, mine]).import_tn_checker_payload
        self.assertEqual(checked.telephone_numbers.items, [foreign])

    def test_sets_the_names_that_numbers_show(self):
        site = self.site()
        self.sip_peer(site)
        first, _ = self.numbers_on(site)
        group = {
            "telephone_numbers": {"telephone_number": [first]},
            "subscriber_information": "Acme",
            "use_type": "BUSINESS",
            "visibility": "PUBLIC",
        }
        created = self.account.lidbs.create(
            {"customer_order_id": "dock-7", "lidb_tn_groups": {"lidb_tn_group": [group]}}
        )
        self.assertEqual(created.processing_status, "RECEIVED")
        settle()
        [summary] = self.account.lidbs.list({}).items
        self.assertEqual((summary.id, summary.order_type), (created.id, "lidb"))
        fetched = self.account.lidbs.get(created.id)
        [shown] = fetched.lidb_tn_groups.lidb_tn_group.items
        self.assertEqual((fetched.processing_status, shown.subscriber_information), ("COMPLETE", "Acme"))

    def test_lists_numbers_in_directories(self):
        site = self.site()
        self.sip_peer(site)
        first, _ = self.numbers_on(site)
        group = {
            "telephone_numbers": {"telephone_number": [first]},
            "account_type": "RESIDENTIAL",
            "listing_type": "LISTED",
            "list_address": "true",
            "listing_name": {"first_name": "Wile", "last_name": "Coyote"},
            "address": ADDRESS,
        }
        self.account.dldas.create({"customer_order_id": "dock-7", "dlda_tn_groups": {"dlda_tn_group": [group]}})
        settle()
        [summary] = self.account.dldas.list().items
        dlda = self.account.dldas.create(save=False)
        dlda.id = summary.id
        history = [event.status for event in dlda.history.list().items]
        self.assertEqual(history, ["RECEIVED", "PROCESSING", "COMPLETE"])
        fetched = self.account.dldas.get(summary.id)
        [shown] = fetched.dlda_tn_groups.dlda_tn_group.items
        self.assertEqual((fetched.processing_status, shown.listing_name.last_name), ("COMPLETE", "Coyote"))

    def port(self, site, number):
        return {
            "customer_order_id": "dock-7",
            "billing_telephone_number": number,
            "subscriber": {"subscriber_type": "BUSINESS", "business_name": "Acme", "service_address": ADDRESS},
            "loa_authorizing_person": "Wile Coyote",
            "list_of_phone_numbers": {"phone_number": [number]},
            "site_id": site.id,
        }

    def test_ports_numbers_in(self):
        site = self.site()
        self.sip_peer(site)
        number = str(next(foreign_numbers))
        portin = self.account.portins.create(self.port(site, number))
        self.assertEqual((portin.processing_status, portin.status.code), ("PENDING_DOCUMENTS", "201"))
        portin.notes.create({"description": "soon"})
        self.assertEqual([note.description for note in portin.notes.list().items], ["soon"])
        portin.customer_order_id = "dock-8"
        portin.save()
        self.assertEqual((portin.processing_status, portin.customer_order_id), ("REQUESTED_SUPP", "dock-8"))
        settle()
        [summary] = self.account.portins.list({"status": "complete"}).items
        self.assertEqual((summary.id, summary.count_of_tns), (portin.id, "1"))
        self.assertEqual([event.status for event in portin.history.list().items][-1], "COMPLETE")
        fetched = self.account.portins.get(portin.id, None)
        self.assertEqual(fetched.list_of_phone_numbers.items, [number])
        self.assertEqual(self.account.in_service_numbers.list().items, [number])

    def test_cancels_a_port(self):
        site = self.site()
        self.sip_peer(site)
        portin = self.account.portins.create(self.port(site, str(next(foreign_numbers))))
        self.assertTrue(portin.delete())
        self.assertEqual(self.account.portins.get(portin.id, None).processing_status, "CANCELLED")

    def test_names_the_parts_of_a_port_that_are_not_emulated(self):
        site = self.site()
        self.sip_peer(site)
        portin = self.account.portins.create(self.port(site, str(next(foreign_numbers))))
        path = "/accounts/{accountId}/portins/{orderId}"
        self.assertIsNotNone(portin.totals.get())
        self.assertIsNotNone(portin.activation_status.get())
        self.assert_not_emulated(portin.activation_status.save, f"PUT {path}/activationStatus")
        self.assert_not_emulated(lambda: portin.loas.list({}), f"GET {path}/loas")
        self.assert_not_emulated(lambda: portin.loas.get("loa.pdf"), f"GET {path}/loas")
        self.assert_not_emulated(lambda: portin.loas.metadata.get("loa.pdf"), f"GET {path}/loas")
        self.assert_not_emulated(lambda: portin.loas.delete("loa.pdf"), f"DELETE {path}/loas")
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"Dear carrier")
            file.flush()
            headers = {"content-type": "text/plain"}
            self.assert_not_emulated(lambda: portin.loas.create(file.name, headers), f"POST {path}/loas")
            self.assert_not_emulated(lambda: portin.loas.update("loa.pdf", file.name, headers), f"PUT {path}/loas")

    def test_sees_numbers_that_went_to_another_account(self):
        site = self.site()
        self.sip_peer(site)
        number = str(next(foreign_numbers))
        self.account.portins.create(self.port(site, number))
        settle()
        other = self.account_of(str(next(account_ids)))
        their_site = other.sites.create({"name": "Shipyard", "address": ADDRESS})
        self.sip_peer(their_site)
        other.portins.create(self.port(their_site, number))
        settle()
        [portout] = self.account.portouts.list({}).items
        self.assertEqual(portout.error_message, "Port out successful.")
        # It has its id under another name: without it the SDK asks for "None".
        portout.id = portout.order_id
        self.assertEqual(portout.get().list_of_phone_numbers.items, [number])
        portout.notes.create({"description": "gone"})
        self.assertEqual([note.description for note in portout.notes.list().items], ["gone"])

    def test_zz_makes_every_call_that_the_sdk_offers(self):
        """Comes last, and looks back on the others: alone it fails."""
        self.assertGreater(len(offered), 60)
        self.assertEqual(sorted(offered - called - set(NOT_CALLED)), [])
        self.assertEqual(sorted(set(NOT_CALLED) & called), [])


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

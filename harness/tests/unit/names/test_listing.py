import json
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import HarnessError
from harness.names import listing
from harness.tests.unit import fakes

NAME = st.from_regex("[a-zA-Z][a-zA-Z0-9_.-]{0,12}", fullmatch=True).filter(
    lambda name: name not in ("Host", "Hostname", "Name")
)
NAMES = st.lists(NAME, min_size=1, max_size=8)
HEADS = ("Host", "host", "Hypervisor Hostname", "hypervisor_hostname", "Host Name")


def read(content: str | bytes) -> list[str]:
    return listing.read("names", content if isinstance(content, bytes) else content.encode())


class ListingTest(unittest.TestCase):
    def assert_read(self, expected: list[str], *contents: str | bytes) -> None:
        for content in contents:
            self.assertEqual(expected, read(content), content)

    def assert_refused(self, content: str | bytes, line: int, words: str = "") -> None:
        with self.assertRaisesRegex(
            HarnessError, f"^names:{line}: .*{words}.*; write one"
        ) as caught:
            read(content)
        self.assertNotIn("\n", str(caught.exception))


class PlainTest(ListingTest):
    def test_empty_lines_comments_and_white_space(self) -> None:
        self.assert_read(
            ["a1", "a2", "b#3"], "\n# all\n a1 \r\n\ta2\t# the second\nb#3\n  # c\n\n"
        )

    def test_a_head(self) -> None:
        self.assert_read(["a", "Host"], "Host\na\nHost\n", "Hypervisor Hostname\na\nHost")

    def test_letters_of_all_kinds(self) -> None:
        self.assert_read(["\u00e91", "\u8a08\u7b97"], "\ufeff\u00e91\n\u8a08\u7b97\n")
        self.assert_read(["\udcff1"], b"\xff1\n")

    def test_utf_16(self) -> None:
        text = "\ufeffa\r\nb\r\n"
        self.assert_read(["a", "b"], text.encode("utf-16-le"), text.encode("utf-16-be"))

    def test_addresses(self) -> None:
        self.assert_read(["10.0.0.1", "fe80::1"], "10.0.0.1\nfe80::1\n")

    def test_what_is_no_name(self) -> None:
        for word in ("b:22", "b;c", "'b'", "b|c", "b=c", "<b>", "b\\c", "(b)", "b*", "c@b"):
            self.assert_refused(f"a\n{word}\n", 2, "is no host name: it has a '")
        for word in ("b\0", "\x1b[32mb\x1b[0m", "b\u200b"):
            self.assert_refused(f"a\n{word}\n", 2, "a character that cannot be printed")

    def test_words(self) -> None:
        self.assert_refused("a\nb c\n", 2, "2 words")

    @settings(deadline=None, derandomize=True, database=None)
    @given(NAMES)
    def test_a_list_in_any_form(self, names: list[str]) -> None:
        rows = [{"ID": str(at), "Host": name} for at, name in enumerate(names)]
        quoted = "\n".join(f'"{name}"' for name in names)
        table = fakes.table(("Id", "Host"), *[(row["ID"], row["Host"]) for row in rows])
        values = "\n".join(f"{row['ID']},{row['Host']}" for row in rows)
        contents = {
            "plain": "\n".join(names),
            "in quotes": quoted,
            "in quotes with a head": f'"Host"\n{quoted}',
            "values": f"ID,Host\n{values}",
            "a table": table,
            "JSON": json.dumps(names),
            "JSON, indented": json.dumps(names, indent=1),
            "JSON of rows": json.dumps(rows),
            "YAML": "\n".join(f"- '{name}'" for name in names),
            "YAML of rows": "\n".join(f"- ID: {r['ID']}\n  Host: '{r['Host']}'" for r in rows),
        }
        for form, content in contents.items():
            self.assertEqual(names, read(content), form)

    @settings(deadline=None, derandomize=True, database=None)
    @given(
        st.text(max_size=40)
        | st.text("ab1,:[]{}\"'|+-#= \n", max_size=40)
        | st.binary(max_size=40)
    )
    def test_anything_is_read_or_refused(self, content: str | bytes) -> None:
        given = (
            content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        )
        try:
            names = read(given)
        except HarnessError as error:
            self.assertRegex(str(error), r"^names:[0-9]+: [^\n]*$")
        else:
            self.assertFalse([name for name in names if not name or set(name) & set(" ,\n\"'|[]")])


class RowsTest(ListingTest):
    def test_heads(self) -> None:
        for head in HEADS:
            self.assert_read(
                ["a", "b"],
                fakes.table(("ID", head), ("1", "a"), ("2", "b"), ("3", "-")),
                f'"ID","{head}","X"\n"1","a","y"\n"2","b",""\n',
                json.dumps([{"ID": 1, head: "a"}, {"ID": 2, head: "b"}, {head: None}]),
            )

    def test_hypervisors_come_before_their_services(self) -> None:
        self.assert_read(["a.org"], "Host,Hypervisor Hostname\na,a.org")

    def test_services_that_are_no_compute_services(self) -> None:
        for head, kind, other in (
            ("Binary", "nova-compute", "nova-conductor"),
            ("Service", "compute", "conductor"),
        ):
            self.assert_read(
                ["a"],
                fakes.table(("Host", head), ("b", other), ("a", kind)),
                f"Host,{head}\nb,{other}\na,{kind}",
                json.dumps([{"Host": "b", head: other}, {"Host": "a", head: kind}]),
            )

    def test_what_nova_answers(self) -> None:
        self.assert_read(["a"], '{"hypervisors": [{"id": 1, "hypervisor_hostname": "a"}]}')
        self.assert_read(["a"], '{"services": [{"binary": "nova-compute", "host": "a"}]}')

    def test_tables_behind_each_other(self) -> None:
        second = fakes.table(("State", "Host"), ("up", "b"))
        self.assert_read(["a", "b"], fakes.services("a") + "\n" + second)

    def test_a_table_of_something_else(self) -> None:
        self.assert_refused(
            fakes.table(("ID", "Name"), ("1", "a")), 1, "no column 'Hypervisor host"
        )
        self.assert_refused("ID,Name\n1,a\n", 1, "no head 'Host'")
        self.assert_refused('[{"ID": 1, "Name": "a"}]', 1, "no column")

    def test_what_is_beside_a_table(self) -> None:
        self.assert_refused(fakes.services("a") + "\na10\n", 6, "beside a table")
        self.assert_refused(fakes.services("a") + "\n  | 2 | a10 |\n", 6, "beside a table")

    def test_a_row_of_two_lines(self) -> None:
        rows = fakes.table(("ID", "Host"), ("1", "a.exam"), ("", "ple.org"))
        self.assert_refused(rows, 5, "goes on in a second line")

    def test_names_on_one_line(self) -> None:
        self.assert_read(["a", "b", "c"], "a,b,c", "a, b, c\n", '"a","b","c"')

    def test_rows_that_are_broken(self) -> None:
        self.assert_refused("a,b\nc,d\n", 1, "2 values, and no head")
        self.assert_refused("a\nb,c\n", 2, "2 values, and no head")
        self.assert_refused("ID,Host\n1,a\n2,b,c\n", 3, "3 values instead of 2")
        self.assert_refused('"a\nb\n', 1, "unexpected end of data")
        self.assert_refused('"a",\n"b c"\n', 1, "values")
        self.assert_refused('["a",\n"b c"]\n', 2, "'b c' is no host name")

    def test_json_that_is_broken(self) -> None:
        self.assert_refused('["a",\n"b"', 2, "no JSON: ")
        self.assert_refused('[["a"]]', 1, "neither names, nor rows, nor an inventory")
        self.assert_refused("[" * 100_000, 1, "JSON")
        self.assert_refused('{"a": 1}', 1, "an inventory without hosts")


class InventoryTest(ListingTest):
    def test_lines(self) -> None:
        content = """
        a0 ansible_host=10.0.0.9
        [compute]   # a head
        a1 ansible_host=10.0.0.1 note="a b"  # the first
        a10:22
        # a2
        ; a3
        a1

        [compute:vars]
        a4=a5
        [all:children]
        compute
        """
        self.assert_read(["a0", "a1", "a10"], content)

    def test_lines_without_a_head(self) -> None:
        self.assert_read(["a1", "a10"], "a1 x=y\na10\n", "a1\na10 x=y z=")

    def test_ranges(self) -> None:
        self.assert_read(["a1.org", "a2.org", "a3.org"], "[x]\na[1:3].org", "a[1:3].org\n")
        self.assert_read(["a08", "a10"], "a[08:11:2]")
        self.assert_read(
            ["xa1", "xa2", "xb1", "xb2"], "x[a:b][1:2]", "all:\n  hosts:\n    x[a:b][1:2]:\n"
        )

    def test_addresses(self) -> None:
        lines = "[x]\n[fe80::1]:22\nfe80::2\n10.0.0.1:22\n10.0.0.2 x=y\n"
        self.assert_read(["fe80::1", "fe80::2", "10.0.0.1", "10.0.0.2"], lines)
        self.assert_read(["fe80::1", "a"], "all:\n  hosts:\n    '[fe80::1]:22':\n    a:22:\n")

    def test_a_remark_in_quotes(self) -> None:
        self.assert_read(["a", "b"], "[x]\na note='c # d'\nb # c\n")

    def test_what_would_be_lost(self) -> None:
        """Ansible refuses it as well."""
        self.assert_refused("[x]\na\n[x:children]\na10\n", 4, "'a10' is no host of an inv")
        self.assert_refused("[x]\na\n[x:vars]\na10\n", 4, "'a10' is no host of an inv")
        self.assert_refused("[x]\na\n[a10:hots]\n", 3, "is no host of an inventory")
        self.assert_refused("[x]\na\n[a10 b]\n", 3, "is no host of an inventory")
        self.assert_refused("[x]\na\n[1:3]\n", 3, "is no host of an inventory")

    def test_ranges_that_are_none(self) -> None:
        for line in ("b[1:]", "b[1:x]", "b[1:5:0]", "b[1:9999999]", "b [1:2]"):
            self.assert_refused(f"[x]\na\n{line}\n", 3)

    def test_lines_that_are_none(self) -> None:
        self.assert_refused("[x]\na\nb c\n", 3, "'b c' is no host of an inventory")
        self.assert_refused("[x]\na\nb 'c\n", 3, "is no host of an inventory")
        self.assert_refused("[x]\na\nb,c\n", 3, "it has a ','")

    def test_yaml(self) -> None:
        content = """---
        all:
          hosts:
            a0:
          vars: {hosts: no}
          children:
            compute:
              hosts:
                a1: {ansible_host: 10.0.0.1}
                a10:
              children: {more: {hosts: {a2: , a1: }}}
        """
        self.assert_read(["a0", "a1", "a10", "a2"], content)
        self.assert_read(["1", "on"], "compute:\n  hosts:\n    1:\n    on:\n")
        self.assert_read(["a10"], "x:\n  hosts: null\ny:\n  hosts: a10\n")

    def test_what_ansible_inventory_prints(self) -> None:
        content = {
            "_meta": {"hostvars": {"a9": {"hosts": ["a8"]}}},
            "all": {"children": ["compute", "ungrouped"]},
            "compute": {"hosts": ["a1", "a10"], "vars": {"hosts": "a7"}},
        }
        self.assert_read(["a1", "a10"], json.dumps(content), json.dumps(content, indent=4))
        self.assert_read(["a1", "a10"], '{"compute": ["a1", "a10"]}')

    def test_yaml_that_is_broken(self) -> None:
        self.assert_refused("all:\n  hosts: [a\n", 3, "no YAML: ")
        self.assert_refused("all:\n  vars: {}\n", 1, "an inventory without hosts")
        self.assert_refused("all:\n  hosts:\n    a b:\n", 3, "'a b' is no host name")
        self.assert_refused("a: !!python/object:os.system {}\n", 1, "")
        self.assert_refused("--- text\n", 1, "")

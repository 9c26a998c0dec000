import unittest

from harness import calls
from harness.calls import Kind

Found = list[tuple[int, str, Kind]]


def find(text: str, prose: bool = False) -> Found:
    return [
        (text.count("\n", 0, call.position) + 1, call.what, call.kind)
        for call in calls.commands(text, prose)
    ]


def default(*lines: int) -> Found:
    return [(line, "nova host-evacuate without --strict", Kind.DEFAULT) for line in lines]


class ShellTest(unittest.TestCase):
    def assert_found(self, *texts: str) -> None:
        for text in texts:
            self.assertEqual(default(1), find(text), text)

    def assert_none(self, *texts: str) -> None:
        for text in texts:
            self.assertEqual([], find(text), text)

    def test_a_call(self) -> None:
        self.assert_found(
            "nova host-evacuate $h", "\tnova host-evacuate a\n", "nova host-evacuate"
        )

    def test_how_nova_may_be_named(self) -> None:
        for nova in ("/usr/bin/nova", '"$NOVA"', "${NOVA_BIN:-x}", "sudo nova", "{{ nova_cmd }}"):
            self.assert_found(f"{nova} host-evacuate a")

    def test_a_variable_may_be_nova(self) -> None:
        self.assert_found(
            '$CLI host-evacuate "$h"', '"${cmd[@]}" host-evacuate a', '"$C" "host-evacuate"'
        )
        self.assert_none("$CLI host-meta a", "$CLI x host-evacuate a", "run host-evacuate a")

    def test_options_before_the_command(self) -> None:
        self.assert_found(
            "nova --os-cloud x --debug host-evacuate a", "nova $OPTS host-evacuate a"
        )

    def test_strict(self) -> None:
        self.assert_none(
            "nova host-evacuate --strict a",
            "nova host-evacuate a --target_host b --strict",
            'ssh c "nova host-evacuate a --strict"',
            "nova host-evacuate --str a",
            "nova host-evacuate a --no-strict --strict",
        )

    def test_what_only_looks_like_strict(self) -> None:
        self.assert_found(
            "nova host-evacuate --stricter a",
            "nova --strict host-evacuate a",
            "nova host-evacuate strict a",
            "nova host-evacuate -- a",
            "nova host-evacuate x--strict",
            "nova host-evacuate ---strict",
        )

    def test_no_strict(self) -> None:
        for options in ("--no-strict a", "--strict a --no-strict", "--no-s a"):
            found = [(1, "nova host-evacuate --no-strict", Kind.EXPLICIT)]
            self.assertEqual(found, find(f"nova host-evacuate {options}"))

    def test_the_siblings(self) -> None:
        for command in ("host-evacuate-live", "host-servers-migrate", "host-meta"):
            found = [(1, f"nova {command} without --strict", Kind.DEFAULT)]
            self.assertEqual(found, find(f"nova {command} a"))
            self.assert_none(f"nova {command} --strict a")

    def test_where_a_command_ends(self) -> None:
        for end in ("\n", ";", "|", " && ", " & ", "`", "$("):
            self.assert_found(f"nova host-evacuate a{end} b --strict")
            self.assert_none(f"nova list{end}x host-evacuate a")

    def test_what_does_not_end_a_command(self) -> None:
        self.assert_none("nova host-evacuate a 2>&1 --strict", "nova host-evacuate a &>b --strict")

    def test_the_next_command_is_another(self) -> None:
        text = '["nova","host-evacuate",a],["nova","host-evacuate","--strict",a]'
        self.assert_found(text)

    def test_continued_lines(self) -> None:
        text = "nova \\\n  host-evacuate \\\r\n a \\\n{}\n"
        self.assertEqual(default(2), find(text.format("b")))
        self.assertEqual([], find(text.format(" --strict")))

    def test_several_calls(self) -> None:
        text = "nova host-evacuate a\nnova host-evacuate --strict b\nx; nova host-evacuate c"
        self.assertEqual(default(1, 3), find(text))

    def test_what_is_no_call(self) -> None:
        self.assert_none(
            "nova help host-evacuate",
            "``nova host-evacuate`` moves all",
            "curl http://nova/.well-known/host-meta",
            "nova-manage host-evacuate a",
            "python-novaclient host-evacuate a",
            "nova my-host-evacuate a",
            "nova host-evacuate-all a",
            "nova host-evacuate.sh a",
            "nova\nhost-evacuate a",
        )

    def test_help_of_something_else(self) -> None:
        self.assert_found(
            "help nova host-evacuate a",
            "nova --help-me host-evacuate a",
            "see nova help, then nova host-evacuate a",
        )

    def test_comments(self) -> None:
        self.assert_none("# nova host-evacuate a", "x # nova host-evacuate a")
        self.assert_found("nova host-evacuate a # --strict", "x# nova host-evacuate a")
        self.assertEqual(default(2), find("# x\nnova host-evacuate a"))

    def test_a_hash_within_quotes(self) -> None:
        for before in ('echo " # x"; ', "echo ' # '; ", 'echo \'"\' " # "; '):
            self.assert_found(f"{before}nova host-evacuate a")

    def test_a_comment_after_quotes(self) -> None:
        for before in ("'\n", '"\n', "x\n'\n", "'\n\t", "echo 'a' ", 'echo "a" '):
            self.assert_none(f"{before}# nova host-evacuate a")

    def test_a_prompt_in_prose(self) -> None:
        for text in ("# nova host-evacuate a", "#/bin/nova host-evacuate a"):
            self.assertEqual(default(1), find(text, prose=True))
        self.assertEqual([], find("# How nova host-evacuate a works", prose=True))


class ListTest(unittest.TestCase):
    """Lists of words in any language that writes them with brackets, and in YAML."""

    def test_on_one_line(self) -> None:
        self.assertEqual(default(1), find("['nova', 'host-evacuate', host]"))
        self.assertEqual([], find('["nova", "host-evacuate", "--strict", host]'))

    def test_over_several_lines(self) -> None:
        for text in (
            '[\n"nova",\n"host-evacuate"{}\n]',
            '["nova" \n  , "host-evacuate"{}\n, "b"]',
        ):
            for strict in (', "--strict"', ',\n "--strict"', ' \n, "--strict"'):
                self.assertEqual([], find(text.format(strict)), text)
            line = text.count("\n", 0, text.index("host"))
            self.assertEqual(default(line + 1), find(text.format("")))

    def test_yaml(self) -> None:
        text = 'argv:\n  - nova\n  - host-evacuate\n  - {}\n  - "{{{{ host }}}}"\n'
        self.assertEqual(default(3), find(text.format("a")))
        self.assertEqual([], find(text.format("--strict")))

    def test_yaml_of_whole_commands(self) -> None:
        text = "- nova host-evacuate a\n- nova host-evacuate --strict b\n- x --strict\n"
        self.assertEqual(default(1), find(text))

    def test_folded_yaml(self) -> None:
        self.assertEqual([], find("shell: >\n  nova host-evacuate a\n  --strict\n"))


class SearchTest(unittest.TestCase):
    def find(self, text: str) -> list[tuple[int, Kind]]:
        return [(call.position, call.kind) for call in calls.searches(text)]

    def test_with_servers(self) -> None:
        for arguments in (
            "h, servers=True",
            "h, True",
            "h, **options",
            "f(h), servers = x",
            "\nh,\nTrue",
        ):
            self.assertEqual([(1, Kind.SERVERS)], self.find(f" hypervisors.search({arguments})"))

    def test_without_servers(self) -> None:
        for arguments in ("h", "h, False", "h, servers=False", "f(h, True)", "h, detailed=True"):
            self.assertEqual([(3, Kind.SEARCH)], self.find(f"cs.hypervisors.search({arguments})"))

    def test_what_is_none(self) -> None:
        for text in (
            "hypervisors.search",
            "# nova hypervisors.search(h)",
            "myhypervisors.search(h)",
        ):
            self.assertEqual([], self.find(text))

    def test_one_that_does_not_end(self) -> None:
        self.assertEqual([(0, Kind.SEARCH)], self.find("hypervisors.search(h" + "(" * 9))

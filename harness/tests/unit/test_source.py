import textwrap
import unittest
import warnings

from harness import source
from harness.calls import Kind


def find(text: str) -> list[tuple[int, Kind]]:
    return [(line, call.kind) for line, call in source.find(textwrap.dedent(text).encode())]


class CommandTest(unittest.TestCase):
    def assert_found(self, *texts: str, line: int = 1) -> None:
        for text in texts:
            self.assertEqual([(line, Kind.DEFAULT)], find(text), text)

    def assert_none(self, *texts: str) -> None:
        for text in texts:
            self.assertEqual([], find(text), text)

    def test_a_list_of_words(self) -> None:
        self.assert_found(
            'run(["nova", "host-evacuate", host])',
            'x = ("nova", "--os-cloud", cloud, "host-evacuate", str(host))',
            'run(args=[NOVA, "host-evacuate", host])',
            'x = [self.nova_path, "--debug", "host-evacuate", host]',
            'x = [nova_command(), "host-evacuate", host]',
            'x = ["nova", *options, "host-evacuate", host, 1]',
            'x = ["nova"] + options + ["host-evacuate", host]',
            'x = [*base, "host-evacuate", host]',
            'x = base + ["host-evacuate", host]',
            'x = f"{cli[0]} host-evacuate {host}"',
        )

    def test_a_list_of_words_with_strict(self) -> None:
        self.assert_none(
            'run(["nova", "host-evacuate", "--strict", host])',
            'x = ["nova"] + options + ["host-evacuate", host] + ["--strict"]',
            'x = ("nova host-evacuate "\n"--strict " + host)',
        )

    def test_no_strict(self) -> None:
        self.assertEqual([(1, Kind.EXPLICIT)], find('x = ["nova", "host-meta", "--no-strict", h]'))

    def test_a_line_for_a_shell(self) -> None:
        self.assert_found(
            'os.system("nova host-evacuate " + host)',
            'os.system("nova host-evacuate %s" % host)',
            'os.system("nova host-evacuate %s %s" % ("--strict", host))',
            'os.system("nova host-evacuate {}".format(host))',
            'os.system(f"nova host-evacuate {host}")',
            'os.system(f"{nova} host-evacuate {host}")',
            'x = ["sh", "-c", "nova host-evacuate $1", "--strict"]',
            'x = {"nova host-evacuate a": "--strict"}',
            'x = ["nova host-evacuate", "--strict"]',
            'x = b"nova host-evacuate a"',
        )

    def test_arguments_of_a_function(self) -> None:
        self.assert_found(
            'self.run("nova", "host-evacuate", host)',
            'nova("host-evacuate", host)',
            'self.nova.run("host-evacuate", host)',
        )
        self.assert_none('nova("host-evacuate", "--strict", host)')

    def test_arguments_that_are_commands(self) -> None:
        self.assert_found(
            'same(["nova", "host-evacuate", a], ["nova", "host-evacuate", "--strict", a])',
            'x = [["nova", "host-evacuate", a], ["--strict"]]',
            'x = ["nova", "host-evacuate", f(["--strict"])]',
        )

    def test_a_call_in_something_else(self) -> None:
        self.assert_found(
            'x = [f(["nova", "host-evacuate", host])]',
            'x = 2 * [g("nova host-evacuate a")]',
            'x = "%s" % f("nova host-evacuate a")',
            'f("nova host-evacuate a").g(b)',
            """x = f"{g('nova host-evacuate a')}" """,
            'x = lambda: f(y=g("nova host-evacuate a"))',
        )

    def test_lines(self) -> None:
        self.assert_found('run([\n "nova",\n "host-evacuate",\n host])', line=3)
        self.assert_found('run("""\nnova x\nnova host-evacuate a\n""")', line=3)
        self.assert_found('run(f"""{a}\n{b}\nnova host-evacuate {c}""")', line=3)
        self.assert_found('x = (a\n + """\n{}\n"""\n + "nova " +\n"host-evacuate a")', line=6)

    def test_what_is_no_call(self) -> None:
        self.assert_none(
            '"""nova host-evacuate a."""',
            "# nova host-evacuate a",
            'x = "# nova host-evacuate a"',
            'add_parser("host-evacuate")',
            'x == "host-evacuate"',
            'x = ("host-evacuate", "host-evacuate-live")',
            'x = (1, "host-evacuate")',
            'x = [a, "host-meta"]',
        )


class SearchTest(unittest.TestCase):
    def test_with_servers(self) -> None:
        for arguments in ("h, servers=True", "h, True", "h, servers=x", "h, **options"):
            for of in ("hypervisors", "a.b.hypervisors", "self.nova().hypervisors"):
                self.assertEqual([(2, Kind.SERVERS)], find(f"\n{of}.search({arguments})"))

    def test_without_servers(self) -> None:
        for arguments in (
            "h",
            "h, False",
            "h, servers=False",
            "h, detailed=True",
            "h, None, True",
        ):
            self.assertEqual([(1, Kind.SEARCH)], find(f"cs.hypervisors.search({arguments})"))

    def test_another_search(self) -> None:
        for text in ("re.search(x)", "search(x)", "hypervisors.list()", "hypervisors.x.search(h)"):
            self.assertEqual([], find(text))


class ParseTest(unittest.TestCase):
    def test_another_python(self) -> None:
        for text in ("print 'old'", "x = '\0'", "(" * 500, "x = " + "-" * 100_000 + "1"):
            self.assertRaises(ValueError, source.find, text.encode())

    def test_nothing_is_said_about_the_source(self) -> None:
        with warnings.catch_warnings(record=True) as caught:
            find("x = '\\d'")
        self.assertEqual([], caught)

    def test_an_expression_of_any_kind(self) -> None:
        text = "x = a | b * c - [d @ -e for f in {g: h} if (lambda: i)() < j[k:l]] ** (m := 1)"
        self.assertEqual([], find(text))

    def test_the_encoding_is_what_the_source_says(self) -> None:
        text = "# coding: latin-1\nx = 'é nova host-evacuate a'"
        self.assertEqual(2, source.find(text.encode("latin-1"))[0][0])

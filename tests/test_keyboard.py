"""Everything works by keys alone, on a wide screen and at 400 % zoom (WCAG 2.1.1, 2.4.3, 2.4.7)."""

from collections.abc import Callable

import pytest
from conftest import DESKTOP, Reader
from playwright.sync_api import expect

# What has the focus, and what is wrong with its ring: missing, cut off, or covered.
FOCUS = """() => {
  const node = document.activeElement
  if (node === document.body) return ["", []]
  // Where a whole row is the link, its ring goes round the row.
  const row = getComputedStyle(node, "::after"), isRow = row.outlineStyle === "solid"
  const style = isRow ? row : getComputedStyle(node)
  const width = parseFloat(style.outlineWidth), faults = []
  const reach = Math.max(0, width + parseFloat(style.outlineOffset))
  const colors = `${style.outlineColor} ${style.boxShadow}`
  if (width < 3 || !["(255, 213, 0)", "(31, 42, 46)"].every((color) => colors.includes(color))) {
    faults.push("no ring")
  }
  for (const { left, right, top, bottom } of isRow ? [] : node.getClientRects()) {
    for (let box = node.parentElement; box; box = box.parentElement) {
      const edge = box.getBoundingClientRect()
      const hides = box.matches("html") || getComputedStyle(box).overflowX !== "visible"
      if (hides && (left - reach < edge.left - 1 || right + reach > edge.right + 1)) {
        faults.push(`cut off by ${box.className || box.tagName}`)
      }
    }
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    if (right > left && !node.parentElement.contains(hit)) faults.push("covered")
  }
  return [(node.innerText || node.labels?.[0]?.innerText || node.tagName).trim(), faults]
}"""


@pytest.fixture(params=[DESKTOP, 320])
def reader(
    request: pytest.FixtureRequest, reading: Callable[..., Reader], specimens: str
) -> Reader:
    """A reader at each width in turn."""
    return reading(specimens, width=request.param)


def press(reader: Reader, *keys: str) -> str:
    """Press keys; return the words of what has the focus then, whose ring must be right."""
    for key in keys:
        reader.page.keyboard.press(key)
    words, faults = reader.page.evaluate(FOCUS)
    assert not faults, words
    return words


def tab_to(reader: Reader, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    assert any(press(reader, "Tab").startswith(name) for _ in range(60)), f"no Tab reaches {name}"


@pytest.mark.parametrize("name", ["index", "specimen"])
def test_each_stop_is_seen_with_its_ring(reader: Reader, name: str) -> None:
    reader.open(name)
    stops = [press(reader, "Tab")]
    while stops[-1]:
        stops.append(press(reader, "Tab"))
    assert (stops[0], stops[-2]) == ("Skip to content", "Back to top")
    assert "Close menu" not in stops
    assert len(stops) > 15


def test_skips_the_menu_switches_colors_and_ticks_boxes(reader: Reader) -> None:
    reader.open("other")
    for key in ("Control+k", "/", "s", "n"):  # no keys of ours: a hand may brush them
        assert press(reader, key) == ""
    assert press(reader, "Tab") == "Skip to content"
    assert press(reader, "Enter", "Tab") == "A link"
    reader.open("specimen")
    tab_to(reader, "Dark")
    for key, words in (("Enter", "Light"), ("Space", "Dark")):
        assert press(reader, key) == words
        reader.page.wait_for_timeout(400)  # until then, the next press counts as the same one
    boxes = reader.page.get_by_role("checkbox").all()[:2]
    boxes[0].focus()
    press(reader, "Space", "Tab", "Space")  # as fast as keys can be pressed
    assert [box.is_checked() for box in boxes] == [True, False]


def test_menu_opens_walks_and_closes(reading: Callable[..., Reader], specimens: str) -> None:
    reader = reading(specimens, width=320)
    reader.open("other")
    menu = reader.page.get_by_role("navigation", name="Menu")
    tab_to(reader, "Menu")
    assert press(reader, "Enter", "Tab") == "Close menu"
    tab_to(reader, "A condition in plain words")
    assert press(reader, "Escape") == "Menu"
    expect(menu).to_be_hidden()
    reader.page.wait_for_timeout(400)
    reader.page.keyboard.press("Space")
    tab_to(reader, "Other page")
    press(reader, "Tab")
    expect(menu).to_be_hidden()
    reader.page.wait_for_timeout(400)
    reader.page.get_by_role("button", name="Menu", exact=True).press("Enter")
    menu.get_by_role("link", name="Specimen").press("Enter")
    reader.page.wait_for_url("**/specimen/")

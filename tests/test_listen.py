"""Listen: a page read aloud by a voice of the device, with a stand-in for the speech engine."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

# It says nothing, and a sentence ends when it is told to: finish().
STAND_IN = """{
  Object.assign(window, { voices: VOICES, spoken: [] })
  let current
  window.finish = (type = "end") => {
    const old = current
    current = null
    old?.[`on${type}`]({ type })
  }
  const engine = {
    getVoices: () => voices,
    speak: (utterance) => { current = utterance; spoken.push(utterance) },
    cancel: () => finish("end"),
  }
  window.voicesCome = (list) => { voices = list; engine.onvoiceschanged() }
  Object.defineProperty(window, "speechSynthesis", { get: () => engine })
  window.SpeechSynthesisUtterance = function (text) { this.text = text }
}"""
OURS = "[{lang: 'de-DE', localService: true, default: true}, {lang: 'en_GB', localService: true}]"
MARKED = "Array.from(CSS.highlights.get('read-aloud'), String).join().replace(/\\s+/g, ' ')"
ARTICLE = """<h1>DBS</h1>
  <div class="admonition danger"><p class="admonition-title">Emergency: call now if</p><ul>
    <li>your neck <a href="#x">twists</a>
      (tor-ti-KOL-is)</li><li>US: <a href="tel:911">911</a></li></ul>
    <p>Added by the editors. Sources: <a href="#source-a">A</a>,
      <a href="#source-b">B</a> and <a href="#source-c">C</a></p></div>
  <figure><svg role="img"><title>Neck</title></svg><figcaption>A neck turns.</figcaption></figure>
  <dl><dt>Risks</dt><dd>Is it <b>safe? Ask</b> a doctor.</dd></dl>
  <h2 id="sources">Sources</h2><ul><li><a id="source-a" href="#">A</a></li></ul>"""
SAID = ["D B S", "Emergency: call now if", "your neck twists", "U S: 9 1 1"]
SAID += ["Added by the editors.", "Picture: A neck turns.", "Risks", "Is it safe?", "Ask a doctor."]


@pytest.fixture
def page(browser: Browser, hosted_url: str) -> Iterator[Page]:
    """A page with an article of ours and two English voices, one of them on the device."""
    page, errors = browser.new_page(base_url=hosted_url, service_workers="block"), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(STAND_IN.replace("VOICES", OURS))
    page.route("**/about/", lambda route: route.fulfill(body=with_article(route.fetch().text())))
    page.goto("about/")
    yield page
    page.close()
    assert errors == []


def with_article(html: str) -> str:
    start, end = html.index("<article>") + len("<article>"), html.index("</article>")
    return html[:start] + ARTICLE + html[end:]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(400)  # until then, the next press counts for the same one


def said(page: Page) -> list[str]:
    return page.evaluate("spoken.map(({ text }) => text)")


def test_reads_the_article_as_a_person_would(page: Page) -> None:
    press(page, "Listen")
    page.evaluate("while (document.querySelector('.read-aloud')) finish()")
    assert said(page) == SAID
    assert page.evaluate("spoken.every(({ voice }) => voice.lang === 'en_GB')")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_pauses_goes_on_and_stops_in_words_and_marks_the_sentence(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 200})
    press(page, "Listen")
    page.evaluate("for (let i = 0; i < 7; i++) finish()")
    assert page.evaluate(MARKED) == "Is it safe?"
    expect(page.locator("dd.read-aloud")).to_be_in_viewport(ratio=1)
    press(page, "Pause")
    press(page, "Go on")
    assert said(page) == [*SAID[:8], "Is it safe?"]
    press(page, "Stop")
    assert page.evaluate(MARKED) == "" and page.locator(".read-aloud").count() == 0
    expect(page.get_by_role("button", name="Listen")).to_be_focused()


@pytest.mark.parametrize("end", ["finish('error')", "dispatchEvent(new Event('pagehide'))"])
def test_an_error_or_leaving_ends_it(page: Page, end: str) -> None:
    press(page, "Listen")
    page.evaluate(end)
    expect(page.get_by_role("button", name="Listen")).to_be_visible()
    assert said(page) == SAID[:1]


def test_no_button_without_a_voice_of_the_device(page: Page) -> None:
    page.add_init_script("voices = [{ lang: 'en-US', localService: false }]")
    page.reload()
    expect(page.locator(".listen")).to_have_count(0)
    page.evaluate("voicesCome([{ lang: 'en-US', localService: true }])")
    page.evaluate("voicesCome(voices)")
    expect(page.locator("h1 + .listen")).to_have_count(1)

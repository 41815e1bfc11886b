// Reads the page aloud, for eyes that close by themselves. The bar with its buttons comes where the
// device has a voice for the page, and stays in view while it reads.
attempt(() => {
  const root = document.documentElement
  const heading = document.querySelector("article h1")
  const bar = document.getElementById("__listen").content.firstChild
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, figcaption"
  const SILENT = "svg, nav, .unseen, .footnote-ref, .footnote, #sources, #sources ~ *"
  // Apple's novelty voices. Their names are translated, their URIs are not.
  const UNFIT = RegExp(
    "\\b(Albert|Bahh|Bells|Boing|Bubbles|Cellos|Eddy|Flo|Fred|(Good|Bad) ?News|Grand[mp]a|" +
      "Jacques|Jester|Junior|Kathy|Organ|Ralph|Reed|Rocko|Sandy|Shelley|Superstar|Trinoids|" +
      "Whisper|Wobble|Zarvox)\\b",
  )
  const segmenter = new Intl.Segmenter(root.lang, { granularity: "sentence" })
  let at = 0 // the sentence that is read, or will be
  let current // its utterance, while it is read
  let marks = new Set() // its range; an older browser shows nothing of it

  // The best voice for the language that the page has now, translated or not. Only voices of the
  // device count, as others send the text to a company.
  const findVoice = () => {
    const toTag = (language) => language.replace("_", "-")
    // "iw", "heb" and "he" are one language.
    const toLanguage = (tag) => new Intl.Locale(tag.split(/[-_]/)[0]).language.replace("no", "nb")
    const isRight = ({ localService, lang, name, voiceURI }) => {
      try {
        const isOfPage = toLanguage(lang) === toLanguage(root.lang)
        return isOfPage && localService && !UNFIT.test(`${name} ${voiceURI}`)
      } catch {
        return false // no language that there is
      }
    }
    const voices = speechSynthesis.getVoices().filter(isRight)
    const regions = [root.lang, ...navigator.languages].map(toTag)
    return (
      voices.find((voice) => voice.default) ||
      voices.find(({ name }) => /natural|neural|premium|enhanced/i.test(name)) ||
      voices.find(({ lang }) => regions.includes(toTag(lang))) ||
      voices[0]
    )
  }

  // As a person says it: D B S, 9 1 1, and no "(tor-ti-KOL-is)".
  const toSpeech = (text) =>
    text
      .replace(/\s+/g, " ")
      .replace(/ \((?=\S*[A-Z]{2})\S+-\S+\)/g, "")
      .replace(/\b(?:[A-Z]{2,3}(?=\d?\b)|\d{3}\b)/g, (letters) => [...letters].join(" "))
      .trim()

  const findPlace = (nodes, offset) => {
    const node = nodes.find(({ length }) => (offset -= length) <= 0)
    return [node, node.length + offset]
  }

  const getSentences = (block) => {
    const isOwn = ({ parentElement }) =>
      parentElement.closest(BLOCKS) === block && !parentElement.closest(SILENT)
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) if (isOwn(walker.currentNode)) nodes.push(walker.currentNode)
    // A sentence may go on in the next line.
    const text = nodes.map(({ data }) => data.replaceAll("\n", " ")).join("")
    return Array.from(segmenter.segment(text), ({ segment, index }) => {
      const range = new Range()
      range.setStart(...findPlace(nodes, index))
      range.setEnd(...findPlace(nodes, index + segment.trimEnd().length))
      return { range, words: toSpeech(segment) }
    }).filter(({ words }) => words)
  }

  const buttons = [...bar.querySelectorAll("button")]
  const halt = (...names) => {
    current = null
    speechSynthesis.cancel()
    const hadFocus = buttons.includes(document.activeElement)
    for (const button of buttons) button.hidden = !names.includes(button.value)
    if (hadFocus) buttons.find(({ hidden }) => !hidden).focus({ preventScroll: true })
    root.classList.toggle("is-read-aloud", names.includes("Stop"))
  }
  const stop = () => {
    marks.clear()
    at = 0
    halt("Listen", "Print")
  }
  const read = () => {
    // Found each time, as a page may be translated as a whole or, further down, later.
    const blocks = [...heading.parentElement.querySelectorAll(BLOCKS)]
    const sentence = blocks.flatMap(getSentences)[at]
    const voice = findVoice()
    if (!sentence || !voice) return stop()
    const { range, words } = sentence
    const { top, bottom } = range.getBoundingClientRect()
    const isInView = top > innerHeight / 5 && bottom < (innerHeight * 4) / 5
    if (!isInView) scrollBy(0, top - innerHeight / 3)
    marks.clear()
    marks.add(range)

    const utterance = new SpeechSynthesisUtterance(words)
    Object.assign(utterance, { voice, lang: voice.lang })
    utterance.onend = utterance.onerror = ({ type }) => {
      if (utterance !== current) return
      if (type === "error") return stop()
      at += 1
      read()
    }
    current = utterance
    speechSynthesis.speak(utterance)
  }
  const begin = () => {
    halt("Pause", "Stop")
    read()
  }

  // Not in a style sheet, as checkers of HTML do not know ::highlight.
  const showMarks = () => {
    marks = new Highlight()
    CSS.highlights.set("read-aloud", marks)
    const colors = "color: var(--md-default-fg-color); background: var(--md-typeset-mark-color)"
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`::highlight(read-aloud) { ${colors} }`)
    document.adoptedStyleSheets.push(sheet)
  }

  const actions = {
    Listen: begin,
    Pause: () => halt("Go on", "Stop"),
    "Go on": begin, // with the same sentence, as few engines can go on within one
    Stop: stop,
    Print: () => print(),
  }
  for (const button of buttons) button.addEventListener("click", actions[button.value])
  addEventListener("pagehide", stop)
  attempt(showMarks)
  stop()

  // Some devices tell of their voices late, and a translation changes the language.
  const offer = () => {
    bar.hidden = !findVoice()
    if (current && bar.hidden) stop()
  }
  speechSynthesis.onvoiceschanged = offer
  offer()
  heading.after(bar)
  new MutationObserver(offer).observe(root, { attributeFilter: ["lang"] })
})

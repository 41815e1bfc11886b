// The search: page.js opens the dialog, and calls this to load the engine, the index and the words
// of editorial/search-words.yml (their addresses: overrides/partials/search.html), and to fill it.
async function fillSearch(dialog, hint) {
  const select = (selector) => dialog.querySelector(selector)
  const [field, status, list] = ["input", "[role=status]", ".search-found"].map(select)
  const [pages, suggestions] = [".search-pages", ".search-suggestions"].map(select)
  const root = new URL("../../", pageScript)

  const { index, engine: library, stemmer, words: wordLists } = dialog.dataset
  const isScript = !index.includes(".json") // all that a page from disk can load
  const data = isScript ? loadScript(index) : fetch(index)
  const [answer] = await Promise.all([data, ...[library, stemmer, wordLists].map(loadScript)])
  const { docs, items: zensical } = isScript ? __index : await answer.json()

  const splitAtWords = (text) => text.split(/([\p{L}\p{N}][\p{L}\p{N}'’]*)/u) // words: odd places
  const wordsOf = (text) => splitAtWords(text).filter((_, i) => i % 2)

  // Words that differ in accents, in their ending or in British spelling alone have the same stem.
  const stems = new Map()
  const stem = (word) => {
    if (!stems.has(word)) {
      const letters = word.toLowerCase().normalize("NFD")
      const plain = letters.replace(/[\u0300-\u036f'’]/g, "")
      const singular = plain.replace(/^children$/, "child").replace(/^feet$/, "foot")
      const american = singular.replace(/ae|oe/g, "e").replace(/our/g, "or")
      stems.set(word, Porter.stemmer(american.replace(/is(e[ds]?|ing|ation)$/, "iz$1")))
    }
    return stems.get(word)
  }

  const known = new Set() // stems
  const stops = new Set(wordsOf(searchStopWords).map(stem)) // stems that tell nothing

  // "anti-nausea" is "antinausea" too
  const stemsOf = (text) =>
    wordsOf(text.replace(/(\w+)-(\w+)/g, "$& $1$2"))
      .map(stem)
      .filter((term) => !stops.has(term))

  // A letter of an unknown word may be wrong, or two of a long one.
  const slips = (term) => (term.length < 4 || known.has(term) ? 0 : term.length < 7 ? 1 : 2)

  const template = document.createElement("template")
  const toText = (html) => {
    template.innerHTML = html // runs no script and loads nothing
    return template.content.textContent.replace(/\s+/g, " ").trim()
  }

  // A section in pieces that make sense alone: a sentence, or a term with its definition.
  const toPieces = (html) => {
    const pieces = []
    let [depth, term] = [0, ""]
    const parts = html.replace(/<sup>.*?<\/sup>/g, "").split(/(<\/?(?:p|li|ol|ul|pre)>)/)
    parts.forEach((part, i) => {
      if (part === "<li>") depth++
      if (part === "</li>") depth--
      const text = i % 2 ? "" : toText(part) // tags are at odd places
      const isTerm = !depth && parts[i + 1] === "<p>" && /[^.?!:]$/.test(text)
      const sentences = isTerm ? [] : text.match(/\S.*?(?:[.?!]["”)]?(?=\s)|$)/g)
      for (const sentence of sentences || []) {
        pieces.push({ term, sentence, stems: stemsOf(sentence), isItem: depth > 0 })
        term = ""
      }
      if (isTerm) term = `${text}: `
    })
    return pieces
  }

  const textOf = (pieces) => pieces.map(({ term, sentence }) => term + sentence).join("\n")

  const BOOST = { title: 2, page: 2, items: 1.5, prose: 1 }
  const engine = new MiniSearch({
    idField: "key",
    fields: [...Object.keys(BOOST), "said"],
    storeFields: ["section", "said", "meant"],
    tokenize: stemsOf,
    processTerm: (term) => known.add(term) && term,
    searchOptions: { tokenize: (term) => [term], processTerm: (term) => term, fuzzy: slips },
  })
  // The index of Zensical has no boosts of pages; their list has.
  const links = [...pages.querySelectorAll("a")]
  const boosts = new Map(links.map((link) => [link.href, Number(link.dataset.boost)]))
  let page // the title of a page is the title of its first section
  for (const { location, ...html } of docs || zensical) {
    const [title, pieces, [path]] = [toText(html.title), toPieces(html.text), location.split("#")]
    if (location === path) page = title
    const boost = boosts.get(new URL(path, root).href) || 1
    const [titled, paged] = [stemsOf(title), stemsOf(page)]
    engine.add({
      key: location,
      title,
      page,
      items: textOf(pieces.filter(({ isItem }) => isItem)),
      prose: textOf(pieces.filter(({ isItem }) => !isItem)),
      section: { location, path, title, page, pieces, boost, titled, paged },
    })
  }
  for (const line of searchWords.trim().split("\n")) {
    const [typed, meant] = line.split("=")
    for (const said of typed.split(",")) engine.add({ key: said + line, said, meant })
  }

  // The ways in which the pages may say each word that is typed, by its stem: lists of stems.
  const readQuery = (words) => {
    const asked = words.map(stem).filter((term) => !stops.has(term))
    const ways = new Map(asked.map((term) => [term, [[term]]]))
    const pairs = engine.search({ queries: asked }, { fields: ["said"] })
    for (const { said, meant, terms, queryTerms } of pairs) {
      if (!stemsOf(said).every((term) => terms.includes(term))) continue
      for (const term of queryTerms) ways.get(term).push(stemsOf(meant))
    }
    words.forEach((word, i) => {
      const both = stem(words[i - 1] + word) // "hand writing"
      if (!known.has(both)) return
      for (const each of [words[i - 1], word]) ways.get(stem(each))?.push([both])
    })
    return [...ways]
  }

  // Sections with every word come first, best if in one sentence, then titles that say no more.
  // A boost counts fully for list items, where the signs are. A boost below 1 is ignored if the
  // query names the page, and doubled if it names the section.
  const rank = (section, asked) => {
    const { titled, paged, pieces, terms, boost } = section
    const share = (words) =>
      asked.filter((ways) => words.some((each) => ways.has(each))).length / asked.length
    const shares = pieces.map(({ stems }) => share(stems))
    section.best = pieces[shares.indexOf(Math.max(...shares))] || { sentence: "", stems: [] }
    const exact = titled.filter((each) => terms.has(each)).length / (titled.length || 1)
    const near = share([...titled, ...paged, ...section.best.stems])
    section.score *= share([...terms]) ** 2 * near * (1 + exact ** 3)
    if (boost < 1) section.score *= share(paged) ? 1 : boost * Math.max(1, 2 * share(titled))
    else section.score *= section.best.isItem ? boost : Math.sqrt(boost)
  }

  // The sections for what is typed, the best first.
  const find = (typed) => {
    const words = wordsOf(typed).filter(({ length }) => length < 30)
    const found = new Map()
    const asked = [] // for each word, the stems that say it
    for (const [term, ways] of readQuery(words.slice(0, 30))) {
      // The last word may not be finished.
      const prefix = term.length > 2 && (!known.has(term) || term === stem(words[words.length - 1]))
      const queries = ways.map((way) => ({ queries: way, combineWith: "AND" }))
      const results = engine.search(
        { queries },
        { fields: Object.keys(BOOST), boost: BOOST, prefix },
      )
      if (results.length) asked.push(new Set(results.flatMap(({ terms }) => terms)))
      for (const { id, score, terms, section } of results) {
        const sum = found.get(id) || { ...section, score: 0, terms: new Set() }
        sum.score += score
        for (const each of terms) sum.terms.add(each)
        found.set(id, sum)
      }
    }
    const sections = [...found.values()]
    for (const section of sections) rank(section, asked)
    sections.sort((one, other) => other.score - one.score)
    return sections.filter(({ score }) => score > sections[0].score / 8)
  }

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  const mark = (words, isHit) => words.map((each) => (isHit(each) ? make("mark", {}, each) : each))

  // Tells the browser to mark the words on their page, each with its neighbors, as it may stand
  // elsewhere too. An older browser would take this for a part of the id.
  const directive = (words, isHit) => {
    if (!("fragmentDirective" in document)) return ""
    const encode = (parts) => encodeURIComponent(parts.join("").trim()).replace(/-/g, "%2D")
    const texts = words.map((word, i) => {
      if (!isHit(word)) return ""
      const before = encode(words.slice(Math.max(0, i - 4), i))
      const after = encode(words.slice(i + 1, i + 5))
      return `&text=${before && `${before}-,`}${encode([word])}${after && `,-${after}`}`
    })
    return texts.filter(Boolean).slice(0, 4).join("").replace("&", ":~:")
  }

  // A link, and the piece with the most of the words.
  const makeItem = ({ location, title, best, terms }, ...below) => {
    const isHit = (word) => terms.has(stem(word))
    const words = splitAtWords(best.sentence)
    const url = new URL(location, root)
    url.hash += directive(words, isHit)
    const link = make("a", { href: url.href }, ...mark(splitAtWords(title), isHit))
    const text = make("p", {}, best.term || "", ...mark(words, isHit))
    return make("li", {}, make("div", {}, link, text), ...below)
  }

  // A page, and below it the sections in which something was found.
  const makeGroup = ([path, sections]) => {
    const [{ page, terms }] = sections
    const top = sections.find(({ location }) => location === path)
    const parts = sections.filter((section) => section !== top).slice(0, 3)
    const below = parts.length ? [make("ul", {}, ...parts.map((part) => makeItem(part)))] : []
    return makeItem(top || { location: path, title: page, best: { sentence: "" }, terms }, ...below)
  }

  let pause
  const show = () => {
    const typed = field.value.trim()
    const groups = new Map()
    for (const section of find(typed)) {
      groups.set(section.path, [...(groups.get(section.path) || []), section])
    }
    list.replaceChildren(...Array.from(groups, makeGroup))
    list.hidden = !groups.size
    suggestions.hidden = Boolean(typed)
    pages.hidden = !typed || groups.size > 0
    let message = hint
    if (groups.size) message = `${groups.size} ${groups.size === 1 ? "page" : "pages"} found`
    else if (typed) message = `Nothing found for “${typed.slice(0, 60)}”. Try another word, or:`
    // A screen reader would speak at every letter: it is told when the typing has paused.
    clearTimeout(pause)
    status.textContent = ""
    pause = setTimeout(() => status.replaceChildren(message), typed ? 600 : 0)
  }

  // What was typed is kept with its place in the history: Back finds the search as it was left.
  const keep = (search) => {
    try {
      history.replaceState({ ...history.state, search }, "")
    } catch {} // Back closes the search
  }
  const kept = () => {
    try {
      return history.state.search
    } catch {
      return ""
    }
  }
  let followed
  if (!field.value) field.value = kept() || ""
  addEventListener("popstate", () => {
    if (!kept()) dialog.close()
    else if (!dialog.open) dialog.showModal()
  })
  field.addEventListener("input", show)
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    keep(field.value)
    followed = link.pathname === location.pathname
    if (followed) dialog.close() // as no new page does
  })
  dialog.addEventListener("close", () => {
    if (!followed) keep("")
    followed = false
  })
  for (const item of pages.children) item.hidden = !item.querySelector("[data-offered]")
  show()
}

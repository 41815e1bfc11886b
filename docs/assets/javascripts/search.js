// The search. page.js opens the dialog and loads this script, which loads the engine, the stemmer,
// the index and the words of editorial/search-words.yml (addresses: overrides/partials/search.html).
{
  const dialog = document.getElementById("__search")
  const select = (selector) => dialog.querySelector(selector)
  const [field, status, list] = ["input", "[role=status]", ".search-found"].map(select)
  const [pages, suggestions] = [".search-pages", ".search-suggestions"].map(select)
  const root = new URL("../../", document.currentScript.src)
  const [LOADING, FAILED] = ["Loading the search", "The search did not load"]
  let state, engine, pause, followed

  const splitAtWords = (text) => text.split(/([\p{L}\p{N}][\p{L}\p{N}'’]*)/u) // words: odd places
  const wordsOf = (text) => splitAtWords(text).filter((_, i) => i % 2)

  // Words that differ in accents, in their ending or in British spelling alone have the same stem.
  const stems = new Map()
  const stem = (word) => {
    if (!stems.has(word)) {
      const plain = word
        .toLowerCase()
        .normalize("NFD")
        .replace(/[\u0300-\u036f'’]/g, "")
      const singular = plain.replace(/^children$/, "child").replace(/^feet$/, "foot")
      const american = singular.replace(/ae|oe/g, "e").replace(/our/g, "or")
      stems.set(word, Porter.stemmer(american.replace(/is(e[ds]?|ing|ation)$/, "iz$1")))
    }
    return stems.get(word)
  }

  const known = new Set() // stems
  const stops = new Set() // stems that tell nothing, unless nothing else is typed
  const isTelling = (word) => !stops.has(stem(word))
  const telling = (words) => (words.some(isTelling) ? words.filter(isTelling) : words)

  // "anti-nausea" is "antinausea" too
  const tokenize = (text) => telling(wordsOf(text.replace(/(\w+)-(\w+)/g, "$& $1$2")))

  // A letter of an unknown word may be wrong, or two of a long one.
  const slips = (term) => (term.length < 4 || known.has(term) ? 0 : term.length < 7 ? 1 : 2)

  const template = document.createElement("template")
  const toText = (html) => {
    template.innerHTML = html // runs no script and loads nothing
    return template.content.textContent.replace(/\s+/g, " ").trim()
  }

  // What a section says, in pieces that make sense alone: a sentence, or a term with its definition.
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
        const [words, stems] = [splitAtWords(sentence), tokenize(sentence).map(stem)]
        pieces.push({ term, words, stems, isItem: depth > 0 })
        term = ""
      }
      if (isTerm) term = text
    })
    return pieces
  }

  const read = (sections) => {
    for (const word of wordsOf(searchStopWords)) stops.add(stem(word)) && known.add(stem(word))
    engine = new MiniSearch({
      idField: "key",
      fields: ["title", "page", "items", "prose", "said"],
      storeFields: ["section", "said", "meant"],
      tokenize,
      processTerm: (word) => known.add(stem(word)) && stem(word),
      searchOptions: { tokenize: wordsOf, processTerm: stem, fuzzy: slips },
    })
    // The index of Zensical does not have the boosts of pages; the list of pages does.
    const links = [...pages.querySelectorAll("a")]
    const boosts = new Map(links.map((link) => [link.href, Number(link.dataset.boost)]))
    let page // the title of a page is the title of its first section
    for (const { location, ...html } of sections) {
      const [title, pieces, [path]] = [toText(html.title), toPieces(html.text), location.split("#")]
      if (location === path) page = title
      const boost = boosts.get(new URL(path, root).href) || 1
      const [items, prose] = [true, false].map((isItem) => {
        const some = pieces.filter((piece) => piece.isItem === isItem)
        return some.map(({ term, words }) => `${term} ${words.join("")}`).join("\n")
      })
      const [titled, paged] = [title, page].map((text) => tokenize(text).map(stem))
      const section = { location, path, title, page, pieces, boost, titled, paged }
      engine.add({ key: location, title, page, items, prose, section })
    }
    for (const line of searchWords.trim().split("\n")) {
      const [typed, meant] = line.split("=")
      for (const said of typed.split(",")) engine.add({ key: said + line, said, meant })
    }
  }

  // The ways in which the pages may say each word that is typed, by its stem: lists of words.
  const readQuery = (words) => {
    const ways = new Map(words.map((word) => [stem(word), [[word]]]))
    const asked = new Set(telling(words).map(stem))
    const options = { fields: ["said"], prefix: (term) => !known.has(term) }
    for (const { said, meant, terms, queryTerms } of engine.search(words.join(" "), options)) {
      if (!tokenize(said).every((word) => terms.includes(stem(word)))) continue
      for (const term of queryTerms) ways.get(term).push(tokenize(meant)) && asked.add(term)
    }
    words.forEach((word, i) => {
      const both = words[i - 1] + word // "hand writing"
      if (!known.has(stem(both))) return
      for (const each of [words[i - 1], word]) ways.get(stem(each)).push([both])
    })
    return [...asked].map((term) => [term, ways.get(term)])
  }

  // First come sections with all that is asked, best in one piece; then titles that say nothing else.
  // The boost of a page counts for its lists above all, since signs stand there. A page that is held
  // back is not when its title is asked for.
  const rank = (section, asked) => {
    const { titled, paged, pieces, terms, boost } = section
    const share = (words) =>
      asked.filter((ways) => words.some((each) => ways.has(each))).length / asked.length
    const shares = pieces.map(({ stems }) => share(stems))
    section.best = pieces[shares.indexOf(Math.max(...shares))] || { words: [], stems: [] }
    const exact = titled.filter((each) => terms.has(each)).length / titled.length
    const near = share([...titled, ...paged, ...section.best.stems])
    section.score *= share([...terms]) ** 2 * near * (1 + exact ** 3)
    if (boost < 1) section.score *= share(paged) ? 1 : boost
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
      const boost = { title: 2, page: 0.5, items: 1.5, prose: 1 }
      const options = { fields: Object.keys(boost), boost, prefix, combineWith: "AND" }
      const results = ways.flatMap((queries) => engine.search({ queries }, options))
      results.sort((one, other) => other.score - one.score)
      if (results.length) asked.push(new Set(results.flatMap(({ terms }) => terms)))
      const scored = new Set()
      for (const { id, score, terms, section } of results) {
        const sum = found.get(id) || { ...section, score: 0, terms: new Set() }
        if (!scored.has(id)) sum.score += score // once, for the best of the ways
        scored.add(id)
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

  // What tells a browser to mark the words on their page, each with the words beside it, as it may
  // stand elsewhere too. Where this is not known, it would be taken for a part of the id.
  const directive = (words, isHit) => {
    if (!("fragmentDirective" in document)) return ""
    const encode = (parts) => encodeURIComponent(parts.join("").trim()).replace(/-/g, "%2D")
    const texts = []
    words.forEach((word, i) => {
      if (!isHit(word)) return
      const before = encode(words.slice(Math.max(0, i - 4), i))
      const after = encode(words.slice(i + 1, i + 5))
      texts.push(`text=${before && `${before}-,`}${encode([word])}${after && `,-${after}`}`)
    })
    return texts.length ? `:~:${texts.slice(0, 4).join("&")}` : ""
  }

  // A link, and the piece with the most of the words.
  const makeItem = ({ location, title, best: { term, words }, terms }, ...below) => {
    const isHit = (word) => terms.has(stem(word))
    const url = new URL(location, root)
    url.hash += directive(words, isHit)
    const link = make("a", { href: url.href }, ...mark(splitAtWords(title), isHit))
    const text = make("p", {}, term ? `${term}: ` : "", ...mark(words, isHit))
    return make("li", {}, make("div", {}, link, text), ...below)
  }

  // A page, and below it the sections in which something was found.
  const makeGroup = (found) => {
    const [{ path, page, terms }] = found
    const top = found.find(({ location }) => location === path)
    const parts = found.filter((section) => section !== top).slice(0, 3)
    const below = parts.length ? [make("ul", {}, ...parts.map((part) => makeItem(part)))] : []
    return makeItem(top || { location: path, title: page, best: { words: [] }, terms }, ...below)
  }

  const show = () => {
    const typed = engine && field.value.trim()
    const found = typed ? find(typed) : []
    const groups = new Map(found.map(({ path }) => [path, []]))
    for (const section of found) groups.get(section.path).push(section)
    list.replaceChildren(...Array.from(groups.values(), makeGroup))
    list.hidden = !groups.size
    suggestions.hidden = !engine || typed
    pages.hidden = state !== FAILED && (!typed || groups.size > 0)
    for (const page of pages.children) page.hidden = typed && !page.querySelector("[data-offered]")
    let message = state
    if (groups.size) message = `${groups.size} ${groups.size === 1 ? "page" : "pages"} found`
    else if (typed) message = `Nothing found for “${typed.slice(0, 60)}”. Try another word, or:`
    // A screen reader would speak at every letter: it is told when the typing has paused.
    clearTimeout(pause)
    status.textContent = ""
    pause = setTimeout(() => status.replaceChildren(message), typed ? 600 : 0)
  }

  const load = (src) =>
    new Promise((onload, onerror) => {
      document.head.append(make("script", { src, onload, onerror }))
    })
  const start = async () => {
    if (engine || state === LOADING) return
    state = LOADING
    show()
    try {
      const { index, engine, stemmer, words, hint } = dialog.dataset
      const isScript = !index.includes(".json") // all that a page from disk can load
      const data = isScript ? load(index) : fetch(index)
      const [answer] = await Promise.all([data, ...[engine, stemmer, words].map(load)])
      const { docs, items } = isScript ? __index : await answer.json() // Zensical: items
      read(docs || items)
      state = hint
    } catch {
      state = FAILED
    }
    show()
  }

  // What was typed is kept with its place in the history: Back finds the search as it was left.
  const keep = (search) => history.replaceState({ ...history.state, search }, "")
  const kept = () => history.state && history.state.search
  if (kept() && !field.value) field.value = kept()
  addEventListener("popstate", () => {
    if (!kept()) dialog.close()
    else if (!dialog.open) dialog.showModal()
  })

  field.addEventListener("input", show)
  field.addEventListener("focus", start)
  start()
  field.form.addEventListener("submit", (event) => {
    event.preventDefault()
    list.focus() // and a phone puts its keyboard away
  })
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
  start()
}

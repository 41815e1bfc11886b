// The search. page.js fetches it when it is first opened; it fetches the engine, the index and the
// pairs of words that the dialog names (overrides/partials/search.html).
{
  const dialog = document.getElementById("__search")
  const [field, status, list, pages] = ["input", "[role=status]", "ol", "ul"]
    .map((part) => dialog.querySelector(part))
  const root = new URL("../../", document.currentScript.src)
  const [LOADING, FAILED] = ["Loading the search", "The search did not load"]
  let state, engine, pause, followed

  // Words that differ in accents, in their ending or in British spelling alone are the same.
  const cut = (text) => text.split(/([\p{L}\p{N}][\p{L}\p{N}'’]*)/u) // words are at odd places
  const split = (text) => cut(text).filter((_, i) => i % 2)
  const stem = (word) => word.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "")
    .replace(/ae|oe/g, "e").replace(/our/g, "or").replace(/(...)s$/, "$1")
    .replace(/(..[^e])(?:ing|i?ed|ie?|e|l?y|ion|ic|ia)$/, "$1").replace(/(.)\1$/, "$1")
  const known = new Set()
  const fillers = new Set()
  const telling = (words) => words.filter((word) => !fillers.has(stem(word)))

  // How many letters of an unknown word may differ: as few as lead to a word that is known.
  const slips = (term) => {
    if (term.length < 4 || known.has(term)) return 0
    return term.length < 5 || engine.search(term, { fuzzy: 1 }).length ? 1 : 2
  }

  const toText = (html) => {
    const lines = html.replace(/<\/?(?:p|li|ol|ul|pre)>/g, "\n")
    return new DOMParser().parseFromString(lines, "text/html").body.textContent
  }

  const read = (sections, pairs) => {
    const made = new MiniSearch({
      idField: "key",
      fields: ["title", "page", "text", "said"],
      storeFields: ["title", "page", "text", "path", "location", "boost", "said", "meant"],
      tokenize: split,
      processTerm: (word) => known.add(stem(word)) && stem(word),
      searchOptions: {
        processTerm: stem,
        boost: { title: 3 },
        boostDocument: (key, term, { boost = 1 }) => boost,
        fuzzy: slips,
        // The last word may not be finished.
        prefix: (term, i, { length }) => term.length > 2 && (i === length - 1 || !known.has(term)),
      },
    })
    for (const line of pairs.split("\n").filter(Boolean)) {
      const [typed, meant] = line.split("=")
      for (const said of typed.split(",")) {
        if (meant.trim()) made.add({ key: said + meant, said, meant })
        else fillers.add(stem(said.trim()))
      }
    }
    // The index of Zensical does not have the boosts of pages; the list of pages does.
    const links = [...pages.querySelectorAll("a")]
    const boosts = new Map(links.map((link) => [link.href, link.dataset.boost]))
    let page // the title of a page is the title of its first section
    for (const { location, ...html } of sections) {
      const [title, text] = [toText(html.title), toText(html.text)]
      const [path] = location.split("#")
      const boost = boosts.get(new URL(path, root).href)
      if (location === path) page = title
      made.add({ key: location, location, path, boost, title, page, text })
    }
    return made
  }

  // The sections that have the words, or halves put together, or what the pages say for the words.
  const find = (typed) => {
    const all = split(typed).filter((word) => word.length < 30).slice(0, 30)
    const words = telling(all).length ? telling(all) : all
    const asked = all.map((word, i) => all[i - 1] + word).filter((both) => known.has(stem(both)))
    for (const { said, meant, terms } of engine.search(words.join(" "), { fields: ["said"] })) {
      const isTyped = telling(split(said)).every((word) => terms.includes(stem(word)))
      if (isTyped) asked.push(...telling(split(meant)))
    }
    const inPages = { fields: ["title", "page", "text"] }
    const found = engine.search([...asked, ...words].join(" "), inPages)
    return found.filter(({ score }) => score > found[0].score / 8)
  }

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  const mark = (pieces, isHit) => pieces.map((each) => isHit(each) ? make("mark", {}, each) : each)

  // What tells a browser to mark the words on their page, each with the words beside it, as it may
  // stand elsewhere too. Where this is not known, it would be taken for a part of the id.
  const directive = (pieces, isHit) => {
    if (!("fragmentDirective" in document) || !pieces.some(isHit)) return ""
    const encode = (text) => encodeURIComponent(text.trim()).replace(/-/g, "%2D")
    const texts = pieces.map((word, i) => {
      const before = encode(pieces.slice(0, i).join("").match(/(?:\S+\s+){0,2}\S*$/)[0])
      const after = encode(pieces.slice(i + 1).join("").match(/^\S*(?:\s+\S+){0,2}/)[0])
      return `text=${before && `${before}-,`}${encode(word)}${after && `,-${after}`}`
    })
    return `:~:${texts.filter((_, i) => isHit(pieces[i])).slice(0, 4).join("&")}`
  }

  // A link, and the sentence with the most of the words.
  const makeItem = ({ location, title, text, terms }, ...below) => {
    const isHit = (piece) => terms.includes(stem(piece))
    const sentences = (text.match(/\S.*?(?:[.?!]["”)]?(?=\s)|$)/gm) || [""]).map(cut)
    const count = (pieces) => pieces.filter(isHit).length
    const best = sentences.reduce((most, each) => (count(each) > count(most) ? each : most))
    const url = new URL(location, root)
    url.hash += directive(best, isHit)
    const link = make("a", { href: url.href }, ...mark(cut(title), isHit))
    return make("li", {}, make("div", {}, link, make("p", {}, ...mark(best, isHit))), ...below)
  }

  // A page, and below it the sections in which something was found.
  const makeGroup = (found) => {
    const [{ path, page, terms }] = found
    const top = found.find(({ location }) => location === path)
    const parts = found.filter((section) => section !== top).slice(0, 3)
    const below = parts.length ? [make("ul", {}, ...parts.map((part) => makeItem(part)))] : []
    return makeItem(top || { location: path, title: page, text: "", terms }, ...below)
  }

  const show = () => {
    const typed = engine && field.value.trim()
    const found = typed ? find(typed) : []
    const groups = new Map(found.map(({ path }) => [path, []]))
    for (const section of found) groups.get(section.path).push(section)
    list.replaceChildren(...Array.from(groups.values(), makeGroup))
    list.hidden = !groups.size
    pages.hidden = state !== FAILED && (!typed || groups.size)
    for (const page of pages.children) page.hidden = typed && !page.querySelector("[data-helps]")
    let message = state
    if (groups.size) message = `${groups.size} ${groups.size === 1 ? "page" : "pages"} found`
    else if (typed) message = `Nothing found for “${typed.slice(0, 60)}”. Try another word, or:`
    // A screen reader would speak at every letter: it is told when the typing has paused.
    clearTimeout(pause)
    status.textContent = ""
    pause = setTimeout(() => status.replaceChildren(message), typed ? 600 : 0)
  }

  const load = (src) => new Promise((onload, onerror) => {
    document.head.append(make("script", { src, onload, onerror }))
  })
  const start = async () => {
    if (engine || state === LOADING) return
    state = LOADING
    show()
    try {
      const { index, ...scripts } = dialog.dataset
      const isScript = !index.includes(".json") // all that a page from disk can load
      const data = isScript ? load(index) : fetch(index)
      const [answer] = await Promise.all([data, load(scripts.engine), load(scripts.words)])
      const { docs, items } = isScript ? __index : await answer.json()
      engine = read(docs || items, searchWords) // Zensical calls them items
      state = "Type a word, such as neck"
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
}

// What every page does, in parts that stand alone: where a browser lacks what one part needs, or
// answers oddly, only that part is missing. A new part is one more function in `parts`.
const { src: pageScript } = document.currentScript

// Also for search.js and listen.js.
async function attempt(work) {
  try {
    await work()
  } catch (error) {
    console.warn(error)
  }
}

function loadScript(src) {
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }))
  })
}

const parts = {
  // A hand that shakes slips off what it presses, and presses twice.
  presses() {
    const SLIP = 16 // px beside a control where a press on it may end
    // A second press within so many ms does not count, on the same control or within so many px,
    // where it would hit what the first has opened.
    const AGAIN = 400
    const NEAR = 40
    const controlOf = ({ target }) => target.closest?.("a, button, [type=checkbox], label, summary")
    const gap = (one, other) => Math.hypot(one.x - other.x, one.y - other.y)
    const timeOf = ({ timeStamp }) => performance.timeOrigin + timeStamp
    const isSoon = (event) => timeOf(event) - last.time < AGAIN
    let last = {} // the press that counted; of a link, also on the page before
    let begun = {} // the press that has begun
    let isAgain
    attempt(() => (last = { ...JSON.parse(sessionStorage.pressed || null) }))

    addEventListener("mousedown", (event) => {
      const isThere = controlOf(event) === last.control || gap(event, last) < NEAR
      isAgain = isThere && isSoon(event)
      // The focus stays where the first press has put it, and a press that slips drags no link.
      if (isAgain || controlOf(event)?.href) event.preventDefault()
      begun = event
    })
    const end = (event) => {
      const control = controlOf(event)
      // A key has no place. Where what it pressed is gone, the focus is on what came instead.
      if (!event.detail) {
        isAgain = isSoon(event) && (control === last.control || last.control?.offsetWidth === 0)
      }
      if (isAgain) {
        event.preventDefault()
        event.stopImmediatePropagation()
      } else if (control) {
        last = { time: timeOf(event), x: begun.x, y: begun.y, control }
        if (control.href) attempt(() => (sessionStorage.pressed = JSON.stringify(last)))
      } else if (controlOf(begun) && gap(event, begun) < SLIP) {
        event.stopImmediatePropagation() // as a press beside the menu closes it
        controlOf(begun).click()
      }
    }
    addEventListener("click", end, true)
  },

  // The browser opens and closes the menu; this closes it where browsers leave it open.
  menu() {
    const menu = document.getElementById("__menu")
    const button = document.querySelector("[popovertarget=__menu]")
    const close = () => menu.hidePopover?.()
    // On a wide window, which has no button, the menu stands beside the page.
    addEventListener("resize", () => button.offsetWidth || close())
    // The focus must not go on below the menu.
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) close()
    })
    // At a link, to which Back may lead; and at a press beside the menu (WebKit bug 267688).
    addEventListener("click", ({ target }) => {
      if (target.closest("#__menu a") || !target.closest("#__menu, [popovertarget]")) close()
    })
  },

  // The first press opens the search with its field, as phones show their keyboard only then.
  // search.js fills it.
  search() {
    const dialog = document.getElementById("__search")
    const button = document.getElementById("__search-open")
    const status = dialog.querySelector("[role=status]")
    const pages = dialog.querySelector(".search-pages")
    const hint = status.textContent
    let isLoaded = false
    const open = async () => {
      if (!dialog.open) dialog.showModal()
      if (isLoaded) return
      isLoaded = true
      status.textContent = "Loading the search"
      pages.hidden = true
      try {
        await loadScript(dialog.dataset.script)
        await fillSearch(dialog, hint)
      } catch {
        isLoaded = false
        status.textContent = "The search did not load"
        pages.hidden = false
      }
    }
    button.hidden = !dialog.showModal
    button.removeAttribute("command") // by which the browser opens it before this script has come
    button.addEventListener("click", open)
    // Enter does not close the search: it leads to the results, and a phone's keyboard goes away.
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault()
      dialog.querySelector(".search-found").focus()
    })
    for (const link of document.querySelectorAll("#__menu a")) {
      pages.appendChild(document.createElement("li")).append(link.cloneNode(true))
    }
    if (dialog.open || history.state?.search) open() // back from a page that was found
  },

  // Listen comes only where the device has voices. Some devices tell of them late.
  listen() {
    const load = () => {
      if (!speechSynthesis.getVoices().length) return
      speechSynthesis.onvoiceschanged = null
      loadScript(document.getElementById("__listen").dataset.script)
    }
    speechSynthesis.onvoiceschanged = load
    load()
  },

  // Marks, in "On this page", the last heading that has reached the top fifth of the window.
  contents() {
    const links = [...document.querySelectorAll(".contents a")]
    const toHeading = ({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1)))
    const headings = links.map(toHeading)
    const mark = () => {
      const isAbove = (heading) => heading.getBoundingClientRect().top < innerHeight / 5
      const current = headings.filter(isAbove).length - 1
      links.forEach((link, i) => (link.ariaCurrent = i === current ? "location" : null))
    }
    addEventListener("scroll", mark)
    mark()
  },

  // The words of an entry, without a list below it, name its box, and the whole line ticks it.
  checklist() {
    for (const box of document.querySelectorAll(".task-list-item input")) {
      const label = document.createElement("label")
      const words = document.createElement("span")
      while (box.nextSibling && !box.nextSibling.matches?.("ul, ol")) words.append(box.nextSibling)
      box.before(label)
      label.append(box, words)
    }
  },

  // A page that has moved leads on, to the same heading.
  moved() {
    const link = document.querySelector("[data-moved]")
    if (link) location.replace(link.href + (link.hash ? "" : location.hash))
  },

  // A copy for when there is no network. From disk the guide is one; the preview, whose policy lets
  // its own script run, needs none.
  copy() {
    if (location.protocol === "file:" || document.querySelector("meta[content*=unsafe-inline]"))
      return
    const worker = new URL("../../service-worker.js", pageScript)
    if (navigator.connection?.saveData) worker.search = "visited-only"
    addEventListener("load", () => attempt(() => navigator.serviceWorker.register(worker)))
  },
}

for (const part of Object.values(parts)) attempt(part)

// What every page does, in parts that stand alone: where a browser lacks what one part needs, or
// answers oddly, only that part is missing. A new part is one more function in `parts`.
const { src: pageScript, dataset: addresses } = document.currentScript

async function attempt(work) {
  try {
    await work()
  } catch (error) {
    console.warn(error)
  }
}

// Also for search.js.
function loadScript(src) {
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }))
  })
}

const parts = {
  // A hand that shakes slips off a link, and presses twice.
  presses() {
    const SLIP = 16 // px beside a link where a press on it may end
    // A second press does not count within so many ms on the same control, or so many px away, on
    // what the first has brought there.
    const AGAIN = 400
    const NEAR = 40
    const CONTROL = "a, button, label, summary"
    const controlOf = ({ target }) => target.closest?.(CONTROL) || target
    const gap = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
    let pressed
    let last
    let labeled // the box that the browser presses after a press on its label

    // When and where the link to this page was pressed: a second press may come only here.
    let link = {}
    try {
      link = JSON.parse(sessionStorage.pressed) || {}
    } catch {} // none, or no storage

    // `detail` is 0 for keys, which have no place.
    const isAgain = (event) => {
      if (!last) return event.detail && Date.now() - link.time < AGAIN && gap(event, link) < NEAR
      if (event.timeStamp - last.timeStamp >= AGAIN) return false
      return controlOf(event) === controlOf(last) || (event.detail && gap(event, last) < NEAR)
    }
    const check = (event) => {
      const control = controlOf(event)
      const isByLabel = event.target === labeled
      labeled = null
      if (isByLabel) return
      if (isAgain(event)) {
        event.preventDefault()
        event.stopImmediatePropagation()
        return
      }
      last = event
      try {
        const { clientX, clientY } = event
        const press = { time: Date.now(), clientX, clientY }
        if (control.href) sessionStorage.pressed = JSON.stringify(press)
      } catch {} // no storage
      if (control.control !== event.target) labeled = control.control
      const slipped = event.detail && pressed && controlOf(pressed)
      if (slipped?.href && control === event.target && gap(event, pressed) < SLIP) slipped.click()
    }
    addEventListener("click", check, true)
    addEventListener("pointerdown", (event) => (pressed = event), true)
    // A second press does not move the focus from where the first has put it.
    const keepFocus = (event) => {
      if (last && isAgain(event) && controlOf(last).matches?.(CONTROL)) event.preventDefault()
    }
    addEventListener("mousedown", keepFocus, true)
    // A press that slips would start to drag the link.
    addEventListener("dragstart", (event) => {
      if (controlOf(event).href) event.preventDefault()
    })
  },

  // The browser opens and closes the menu; this closes it where browsers leave it open.
  menu() {
    const menu = document.getElementById("__menu")
    const button = document.querySelector("[popovertarget=__menu]")
    if (!menu.hidePopover) return
    const close = () => {
      if (menu.matches(":popover-open")) menu.hidePopover()
    }
    // On a wide window, which has no button, the menu stands beside the page.
    addEventListener("resize", () => button.offsetWidth || close())
    // The focus must not go on below the menu.
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) close()
    })
    // A link to a heading of this page; and a press beside the menu (WebKit bug 267688).
    addEventListener("click", ({ target }) => {
      const isBeside = !menu.contains(target) && !target.closest?.("[popovertarget]")
      if (isBeside || target.closest?.("#__menu a")) close()
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
      dialog.showModal()
      if (isLoaded) return
      isLoaded = true
      status.textContent = "Loading the search"
      pages.hidden = true
      try {
        if (!window.fillSearch) await loadScript(dialog.dataset.script)
        await fillSearch(dialog, hint)
      } catch {
        isLoaded = false
        status.textContent = "The search did not load"
        pages.hidden = false
      }
    }
    button.hidden = !dialog.showModal
    button.addEventListener("click", open)
    // Enter does not close the search: it leads to the results, and a phone's keyboard goes away.
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault()
      dialog.querySelector(".search-found").focus()
    })
    for (const link of document.querySelectorAll("#__menu a")) {
      const item = document.createElement("li")
      item.append(link.cloneNode(true))
      pages.append(item)
    }
    if (history.state?.search) open() // back from a page that was found
  },

  // Some devices tell of their voices late.
  listen() {
    let isLoaded = false
    const load = () => {
      if (isLoaded || !speechSynthesis.getVoices()?.length) return
      isLoaded = true
      loadScript(addresses.listen)
    }
    if (!window.speechSynthesis) return
    speechSynthesis.onvoiceschanged = load
    load()
  },

  // Marks, in "On this page", the last heading that has reached the top fifth of the window.
  contents() {
    const links = [...document.querySelectorAll(".contents a")]
    const headings = links.map(({ hash }) =>
      document.getElementById(decodeURIComponent(hash.slice(1))),
    )
    const mark = () => {
      const isAbove = (heading) => heading.getBoundingClientRect().top < innerHeight / 5
      const current = headings.filter(isAbove).length - 1
      links.forEach((link, i) => (link.ariaCurrent = i === current ? "location" : null))
    }
    const observer = new IntersectionObserver(mark, { rootMargin: "999999px 0px -80%" })
    for (const heading of headings) observer.observe(heading)
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
    const { saveData, effectiveType } = navigator.connection || {}
    if (saveData || /2g/.test(effectiveType)) worker.search = "visited-only"
    const register = () => navigator.serviceWorker?.register(worker)
    addEventListener("load", () => attempt(register))
  },
}

for (const part of Object.values(parts)) attempt(part)

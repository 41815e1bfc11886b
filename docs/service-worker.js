// Keeps the guide readable without a network: after one visit all pages with their files, or only
// the visited ones where page.js says so. MkDocs fills in the version and the pages.
const VERSION = "{{ config.extra.asset_version }}"
const PATHS = "{{ pages | map(attribute='url') | join(' ') }}"
const PREFIX = `${registration.scope} ` // a copy elsewhere on this host has its own caches
const CACHE = PREFIX + VERSION
const PAGES = PATHS.split(" ").map((path) => new URL(path, registration.scope).href)
const NETWORK_TIMEOUT = 4000 // ms, after which the kept page is shown
const VISITED_ONLY = location.search
// The files that a page loads; data- attributes name those that it may load later.
const FILES = VISITED_ONLY ? "href" : "[\\w-]+"
const FILE = new RegExp(` (?:src="|${FILES}="(?=[^"]+\\?v=))([^":]+)"`, "g")

// The address of a page, without index.html, query and fragment
const toPage = (url) => url.replace(/(index\.html)?([?#].*)?$/, "")

const fromThisVersion = (url) => caches.match(url, { cacheName: CACHE })
const fromAnyVersion = async (url) => (await fromThisVersion(url)) || caches.match(url)

async function load(url) {
  const response = await fetch(url, { cache: "no-cache", redirect: "error" })
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response
}

async function loadPage(url) {
  const response = await load(url)
  const html = await response.clone().text()
  if (!html.includes(`?v=${VERSION}"`)) throw new Error(`${url} is not of version ${VERSION}`)
  const files = Array.from(html.matchAll(FILE), ([, file]) => new URL(file, url).href)
  return { response, files }
}

// Keeps pages with their files, or nothing if one of them fails.
async function keep(urls) {
  const pages = await Promise.all(urls.map(loadPage))
  const addresses = new Set(pages.flatMap(({ files }) => files))
  const loadOnce = async (file) => (await fromThisVersion(file)) || load(file)
  const files = await Promise.all(Array.from(addresses, loadOnce))
  // Files carry no version. If a page is still of this one, nothing newer came meanwhile.
  await Promise.all(urls.slice(0, 1).map(loadPage))
  const cache = await caches.open(CACHE)
  const responses = [...files, ...pages.map(({ response }) => response)]
  await Promise.all(responses.map((response) => cache.put(response.url, response)))
}

async function install() {
  const open = await clients.matchAll({ includeUncontrolled: true })
  const visited = open.map(({ url }) => toPage(url))
  await keep(VISITED_ONLY ? PAGES.filter((page) => visited.includes(page)) : PAGES)
}

// One older copy stays, for pages of that version that are still open.
async function removeOldCopies() {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
}

async function toPageOrCopy(request, page) {
  const copy = await fromAnyVersion(page).catch(() => {}) // the storage may fail
  const fresh = fetch(request, { cache: "no-cache" })
  if (!copy) return fresh
  // A host with an error counts as offline; one that no longer has the page is right.
  const isError = ({ status }) => status >= 400 && status !== 404
  return Promise.race([
    fresh.then((response) => (isError(response) ? copy : response)).catch(() => copy),
    new Promise((show) => setTimeout(show, NETWORK_TIMEOUT, copy)),
  ])
}

const toFile = async (request) =>
  (await fromAnyVersion(request.url).catch(() => {})) || fetch(request)

addEventListener("install", (event) => {
  skipWaiting()
  event.waitUntil(install())
})

addEventListener("activate", (event) => {
  event.waitUntil(removeOldCopies().then(() => clients.claim()))
})

addEventListener("fetch", (event) => {
  const { request } = event
  const page = toPage(request.url)
  const isPage = request.mode === "navigate"
  if (isPage && !PAGES.includes(page)) return
  const response = isPage ? toPageOrCopy(request, page) : toFile(request)
  event.respondWith(response)
  if (isPage && VISITED_ONLY) event.waitUntil(response.then(() => keep([page])))
})

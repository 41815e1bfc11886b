// Keeps the guide readable without a network: after one visit all pages with their files, or only
// the visited ones on slow or metered connections. MkDocs fills in the version and the pages.
const VERSION = "{{ config.extra.asset_version }}"
const PATHS = "{{ pages | map(attribute='url') | join(' ') }}"
const PREFIX = `${registration.scope} ` // a copy elsewhere on this host has its own caches
const CACHE = PREFIX + VERSION
const toUrl = (path) => new URL(path, registration.scope).href
const PAGES = PATHS.split(" ").map(toUrl)
const NOT_FOUND = toUrl("404.html")
const NETWORK_TIMEOUT = 4000 // ms, after which the kept page is shown
const { saveData, effectiveType } = navigator.connection || {}
const VISITED_ONLY = location.search || saveData || /2g/.test(effectiveType)
// The files that a page loads; data- attributes name those that it may load later.
const FILES = VISITED_ONLY ? "href" : "[\\w-]+"
const FILE = new RegExp(` (?:src="|${FILES}="(?=[^"]+\\?v=))([^"]+)"`, "g")

// The page of an address, without what links and readers add to it.
const toPage = (url) => url.replace(/(index\.html)?([?#].*)?$/, "")

// The kept response, or none, also where the storage of the browser fails.
async function kept(url, where = { cacheName: CACHE }) {
  try {
    return await caches.match(url, where)
  } catch {
    return undefined
  }
}

const keptInAnyVersion = async (url) => (await kept(url)) || kept(url, {})

async function load(url) {
  const response = await fetch(url, { cache: "no-cache" })
  // Some hosts send their page for wrong addresses with the status 404.
  if (!response.ok && url !== NOT_FOUND) throw new Error(`${url}: ${response.status}`)
  // Made anew, since browsers show no page from a response that was redirected.
  const headers = { "Content-Type": response.headers.get("Content-Type") }
  return new Response(await response.blob(), { headers })
}

async function keep(url, response) {
  await (await caches.open(CACHE)).put(url, response)
}

async function keepPage(url) {
  const response = await load(url)
  const html = await response.clone().text()
  if (!html.includes(`?v=${VERSION}"`)) throw new Error(`${url} is not of version ${VERSION}`)
  await keep(url, response)
  return [...html.matchAll(FILE)].map(([, file]) => new URL(file, url).href)
}

async function keepPages(urls) {
  const files = await Promise.all(urls.map(keepPage))
  const keepOnce = async (file) => (await kept(file)) || keep(file, await load(file))
  await Promise.all([...new Set(files.flat())].map(keepOnce))
  // Files do not tell their version: a new one has not come meanwhile if a page is still the old.
  await Promise.all(urls.slice(0, 1).map(keepPage))
}

async function install() {
  try {
    await (VISITED_ONLY ? keepOpenPages() : keepPages([...PAGES, NOT_FOUND]))
  } catch (error) {
    await caches.delete(CACHE)
    throw error
  }
}

async function keepOpenPages() {
  const open = await clients.matchAll({ includeUncontrolled: true })
  const urls = open.map((client) => toPage(client.url))
  await keepPages(PAGES.filter((page) => urls.includes(page)))
}

// One older copy stays, for pages of that version that are still open.
async function removeOldCopies() {
  const names = await caches.keys()
  const old = names.filter((name) => name.includes(PREFIX) && name !== CACHE)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
}

async function respondWithPage(request) {
  const url = toPage(request.url)
  if (PAGES.includes(`${url}/`)) return Response.redirect(`${url}/${new URL(request.url).search}`)
  const copy = PAGES.includes(url) ? await keptInAnyVersion(url) : undefined
  const fallback = PAGES.includes(url) ? copy : await kept(NOT_FOUND)
  // A host with an error counts as offline; one that no longer has the page is right.
  const isError = ({ status }) => status >= 400 && status !== 404 && status !== 410
  const fresh = fetch(request, { cache: "no-cache" }).then(
    (response) => (isError(response) && fallback) || response,
    () => fallback || Response.error(),
  )
  if (!copy) return fresh
  return Promise.race([fresh, new Promise((show) => setTimeout(show, NETWORK_TIMEOUT, copy))])
}

addEventListener("install", (event) => {
  skipWaiting()
  event.waitUntil(install())
})

addEventListener("activate", (event) => {
  event.waitUntil(removeOldCopies().then(() => clients.claim()))
})

addEventListener("fetch", (event) => {
  const { request } = event
  const { method, mode, url } = request
  if (method !== "GET" || !url.startsWith(registration.scope)) return
  if (mode !== "navigate") {
    event.respondWith(keptInAnyVersion(url).then((copy) => copy || fetch(request)))
    return
  }
  const response = respondWithPage(request)
  event.respondWith(response)
  const page = toPage(url)
  if (VISITED_ONLY && PAGES.includes(page)) event.waitUntil(response.then(() => keepPages([page])))
})

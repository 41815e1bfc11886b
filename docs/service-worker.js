// Keeps the guide readable with no network after one visit: each page of this version, and each file
// that a page asks for. MkDocs fills in the version and the pages.
const VERSION = "{{ config.extra.asset_version }}"
const PREFIX = `dystonia-guide ${registration.scope} ` // a copy elsewhere on this host has its own
const CACHE = PREFIX + VERSION
const urlOf = (path) => new URL(path, registration.scope).href
const PAGES = [{% for item in pages %}"{{ item.url }}", {% endfor %}].map(urlOf)
const NOT_FOUND = urlOf("404.html")
const PATIENCE = 4000 // ms to wait for a weak network before the kept page is shown

async function keep(url) {
  const answer = await fetch(url, { cache: "no-cache" })
  // Some hosts call their page for wrong addresses wrong itself.
  if (!answer.ok && url !== NOT_FOUND) throw new Error(`${url}: ${answer.status}`)
  const body = await answer.blob()
  // Made anew, since a browser shows no page from an answer that came by a redirect.
  const headers = { "Content-Type": answer.headers.get("Content-Type") }
  await (await caches.open(CACHE)).put(url, new Response(body, { headers }))
  return body
}

async function keepPage(url) {
  const html = await (await keep(url)).text()
  if (!html.includes(`?v=${VERSION}"`)) throw new Error(`${url}: not of version ${VERSION}`)
  const files = html.matchAll(/ (?:src="|[\w-]+="(?=[^"]+\?v=))([^"]+)"/g)
  return [...files].map(([, file]) => new URL(file, url).href)
}

async function keepAll() {
  const files = await Promise.all([...PAGES, NOT_FOUND].map(keepPage))
  await Promise.all([...new Set(files.flat())].map(keep))
}

// One older copy stays, for pages of that version that are still open.
async function forgetOldCopies() {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
}

// The kept answer for an address, or none, also where the browser's storage fails.
async function kept(url, where = { cacheName: CACHE }) {
  try { return await caches.match(url, where) } catch { return undefined }
}

async function page(request) {
  const { origin, pathname, search } = new URL(request.url)
  const path = origin + pathname.replace(/index\.html$/, "")
  const copy = await kept(path) || (await kept(`${path}/`) && Response.redirect(`${path}/${search}`))
  const instead = copy || await kept(NOT_FOUND)
  // A host that refuses or fails is no better than none; one that has lost the page is right.
  const failed = ({ status }) => status >= 400 && status !== 404 && status !== 410
  const fresh = fetch(request, { cache: "no-cache" }).then(
    (answer) => failed(answer) && instead || answer,
    () => instead || Response.error(),
  )
  if (!copy) return fresh
  return Promise.race([fresh, new Promise((show) => setTimeout(show, PATIENCE, copy))])
}

async function file(request) {
  return await kept(request.url) || await kept(request.url, {}) || fetch(request)
}

addEventListener("install", (event) => {
  skipWaiting()
  event.waitUntil(keepAll())
})

addEventListener("activate", (event) => {
  event.waitUntil(forgetOldCopies().then(() => clients.claim()))
})

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request
  if (method !== "GET" || !url.startsWith(registration.scope)) return
  event.respondWith(mode === "navigate" ? page(event.request) : file(event.request))
})

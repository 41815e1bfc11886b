// Keeps the guide readable with no network after one visit. FILES, written above by
// scripts/write_service_worker.py, has the path of each file of this build and its SHA-256.
const CACHE = "dystonia-guide"
const PATIENCE = 4000 // ms to wait for a weak network before the kept copy is shown

// A key holds the hash, so a changed file never answers for the old one.
const keyOf = (path) => new URL(`${path}?${FILES[path]}`, registration.scope).href
const keys = Object.keys(FILES).map(keyOf)
const ours = (path) => Object.hasOwn(FILES, path)

async function keep(path) {
  const cache = await caches.open(CACHE)
  if (await cache.match(keyOf(path))) return
  // The hash refuses a file of another build, as when a new one is just being published.
  const answer = await fetch(path || ".", { cache: "no-cache", integrity: `sha256-${FILES[path]}` })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  await cache.put(keyOf(path), answer)
}

async function forgetOldFiles() {
  const cache = await caches.open(CACHE)
  const old = (await cache.keys()).filter((request) => !keys.includes(request.url))
  await Promise.all(old.map((request) => cache.delete(request)))
}

async function answer(request, path) {
  const page = request.mode === "navigate"
  const kept = ours(path) && (await caches.match(keyOf(path)))
  // A page is asked for anew, so that no stale one outlives the next visit with network.
  const fresh = page ? fetch(request, { cache: "no-cache" }) : fetch(request)
  if (!kept) return page ? fresh.catch(() => caches.match(keyOf("404.html"))) : fresh
  const sound = fresh.then((answer) => (answer.status < 500 ? answer : kept), () => kept)
  return Promise.race([sound, new Promise((show) => setTimeout(show, PATIENCE, kept))])
}

addEventListener("install", (event) => {
  skipWaiting()
  event.waitUntil(Promise.all(Object.keys(FILES).map(keep)))
})

addEventListener("activate", (event) => {
  event.waitUntil(forgetOldFiles().then(() => clients.claim()))
})

addEventListener("fetch", (event) => {
  const { request } = event
  const url = request.url.split(/[?#]/)[0]
  const path = url.slice(registration.scope.length).replace(/(^|\/)index\.html$/, "$1")
  const below = request.method === "GET" && url.startsWith(registration.scope)
  if (below && (ours(path) || request.mode === "navigate") && !path.startsWith("downloads/")) {
    event.respondWith(answer(request, path))
  }
})

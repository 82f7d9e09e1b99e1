// How the system's Chromium is started: honest about who it is, and with no way to the network of its own.
// Every request of a page is answered by the polite client (draw-page.ts); whatever would slip past that (web
// sockets, prefetching, WebRTC) meets a proxy and a resolver that lead nowhere.

import { chromium } from 'playwright-core'

/** Nothing listens on the discard port; loopback goes there too. */
const NOWHERE = { server: 'http://127.0.0.1:9', bypass: '<-loopback>' }

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--host-resolver-rules=MAP * ~NOTFOUND',
]

/** Options of crawlee's PlaywrightCrawler. */
export function browserOptions(executablePath: string, userAgent: string) {
  return {
    headless: true,
    launchContext: {
      // crawlee's types name the package `playwright`, which is this one with browsers to download.
      launcher: chromium as never,
      userAgent,
      // Nothing that one page leaves behind is there for the next.
      useIncognitoPages: true,
      launchOptions: {
        executablePath,
        args: [...FLAGS],
        proxy: NOWHERE,
        // Ctrl+C is the platform's to answer: Playwright would end the process at once, with 130.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      },
    },
    browserPoolOptions: {
      useFingerprints: false,
      // Memory of the browser stays bounded.
      retireBrowserAfterPageCount: 50,
    },
  }
}

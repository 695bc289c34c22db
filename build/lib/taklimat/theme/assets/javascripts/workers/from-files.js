// Search where a site is opened from files, which browsers give no workers: a frame does their
// work. In the page this script puts such a frame in a worker's place; in the frame it gives the
// worker's script the functions that it expects.
(function () {
  "use strict";
  if (location.protocol !== "file:" && location.protocol !== "about:") return;
  const here = document.currentScript.src;

  if (window.parent !== window && window.name === "worker") {
    window.postMessage = (message) => parent.dispatchEvent(new CustomEvent("from-worker", { detail: message }));
    window.importScripts = (...urls) =>
      urls.reduce(
        (loaded, url) =>
          loaded.then(
            () =>
              new Promise((resolve, reject) => {
                const script = document.createElement("script");
                Object.assign(script, { src: url, onload: resolve, onerror: reject });
                document.head.append(script);
              })
          ),
        Promise.resolve()
      );
    return;
  }

  // The theme's worker looks for this name to find its languages.
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.name = "worker";
      addEventListener("from-worker", (event) => {
        const message = new MessageEvent("message", { data: event.detail });
        this.dispatchEvent(message);
        if (this.onmessage) this.onmessage(message);
      });
      document.body.append(this.frame);
      // Scripts that a script loads are what the page's policy allows.
      const load = (src) =>
        new Promise((resolve) => {
          const script = this.frame.contentDocument.createElement("script");
          Object.assign(script, { src: new URL(src, location.href), onload: resolve });
          this.frame.contentDocument.head.append(script);
        });
      this.ready = load(here).then(() => load(url));
    }
    postMessage(message) {
      this.ready.then(() => {
        const event = new MessageEvent("message", { data: structuredClone(message) });
        this.frame.contentWindow.dispatchEvent(event);
      });
    }
    terminate() {
      this.frame.remove();
    }
  };
})();

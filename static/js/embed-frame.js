// In a frame: tells the page around it how high this one is, and nothing else.

const tell = () => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ type: "eventhub:height", height }, "*");
};

if (parent !== window) {
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}

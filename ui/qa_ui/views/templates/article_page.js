// Marks the characters that the address names, #s=START-END, and scrolls to them.
(() => {
  const text = document.querySelector('.text');
  const gone = document.querySelector('.note');
  const plain = text.cloneNode(true);

  const textNodes = () => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  };

  // Offsets count characters as Python does; the browser counts some as two.
  const mark = (start, end) => {
    let at = 0;
    for (const node of textNodes()) {
      const letters = [...node.data];
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, letters.length);
      at += letters.length;
      if (from >= to) continue;
      const range = document.createRange();
      range.setStart(node, letters.slice(0, from).join('').length);
      range.setEnd(node, letters.slice(0, to).join('').length);
      range.surroundContents(document.createElement('mark'));
    }
    return text.querySelector('mark');
  };

  const show = () => {
    text.replaceChildren(...plain.cloneNode(true).childNodes);
    const place = /^#s=(\d{1,9})-(\d{1,9})$/.exec(window.location.hash);
    const marked = place && mark(Number(place[1]), Number(place[2]));
    gone.hidden = !window.location.hash || Boolean(marked);
    marked?.scrollIntoView({block: 'center'});
  };

  window.addEventListener('hashchange', show);
  show();
})();

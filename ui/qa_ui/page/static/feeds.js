// After a click on a button of a feed the list is drawn anew: the focus goes where one goes on.
Object.assign(window.qa, (() => {
  const REDRAWN = 60;
  let last = '';  // the feed whose button was clicked last
  document.addEventListener('click', event => {
    const button = event.target.closest?.('#feed-list [data-feed]');
    if (button) last = button.dataset.feed;
  });
  const focus = selector => setTimeout(() => document.querySelector(selector)?.focus(), REDRAWN);
  // Drawn once more, the question whether a removal is meant takes the focus that the first one lost.
  new MutationObserver(() => {
    if (document.activeElement !== document.body) return;
    document.querySelector('#feed-list .confirmation [data-do="cancel"]')?.focus();
  }).observe(document, {childList: true, subtree: true});
  return {
    focusFeed: () => focus(`#feed-list [data-feed="${CSS.escape(last)}"]`),
    focusFeedQuestion: () => focus('#feed-list .confirmation [data-do="cancel"]'),
    focusFeedForm: () => focus('#feed-url input, #feed-url textarea'),
  };
})());

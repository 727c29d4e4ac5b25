// The search tab: facets are folded on phones, an article opens at its passage.
Object.assign(window.qa, (() => {
  const PHONE = 768;
  const WAIT = 80;
  const find = selector => document.querySelector(selector);
  const later = act => { setTimeout(act, WAIT); };

  // Gradio redraws the facets unfolded: they are put back before they are painted or can be clicked.
  let unfolded = window.innerWidth > PHONE;
  new MutationObserver(() => {
    const facets = find('#search-facets .facets');
    if (facets && facets.open !== unfolded) facets.open = unfolded;
  }).observe(document.documentElement, {childList: true, subtree: true, attributeFilter: ['open']});
  document.addEventListener('click', event => {
    if (event.target.closest?.('#search-facets .facets > summary')) unfolded = !unfolded;
    else if (event.target.closest?.('#search-facets button') && window.innerWidth <= PHONE)
      unfolded = false;  // the results are what was asked for
  }, true);

  const focusMore = () => later(() => {  // the first of what came, so that Tab goes on from there
    const titles = document.querySelectorAll('#search-results h2 button');
    titles[shown]?.focus({preventScroll: true});
  });

  let shown = 0;  // results before more were asked for
  document.addEventListener('click', event => {
    if (event.target.closest?.('#search-results [data-do="more"]'))
      shown = document.querySelectorAll('#search-results h2 button').length;
  }, true);

  let title = null;  // by which the open article was opened

  const showFound = () => {
    title = document.activeElement;
    later(() => {
      const panel = find('#search-article');
      const here = panel?.querySelector('.here mark, .here') ?? panel?.querySelector('mark');
      find('#search-article .close')?.focus({preventScroll: true});
      if (!here) return;
      if (window.innerWidth <= PHONE) panel.scrollIntoView({block: 'start'});
      const view = panel.getBoundingClientRect();
      const seen = here.getBoundingClientRect();
      panel.scrollTop += Math.max(0, seen.top - view.top - view.height / 3);
    });
  };

  const focusFound = () => { if (title?.isConnected) title.focus(); };

  document.addEventListener('keydown', event => {
    const close = find('#search-article .close');
    if (event.key === 'Escape' && close?.offsetParent) close.click();
  });

  const askChosen = () => later(() => find('#question textarea')?.focus());

  return {showFound, focusMore, focusFound, askChosen};
})());

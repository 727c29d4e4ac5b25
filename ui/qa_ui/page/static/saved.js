// Saved questions: the focus stays where the reader is, and a question is asked in its own tab.
Object.assign(window.qa, (() => {
  const REDRAWN = 60;
  const later = act => { setTimeout(act, REDRAWN); };
  const find = selector => document.querySelector(selector);

  const focusStar = () => later(() => {
    const stars = document.querySelectorAll('#conversation [data-do="follow"]');
    const pressed = window.qa.starred;
    [...stars].find(star => star.dataset.turn === pressed)?.focus({preventScroll: true});
  });

  document.addEventListener('click', event => {
    const star = event.target.closest?.('#conversation [data-do="follow"]');
    if (star) window.qa.starred = star.dataset.turn;
  }, true);

  const focusKeep = () => later(() => find('#saved .confirmation [data-do="cancel"]')?.focus());

  const askAgain = () => {
    find('#screens [role="tab"]')?.click();
    later(() => later(() => find('#question .submit-button')?.click()));
  };

  return {focusStar, focusKeep, askAgain};
})());

// The keyboard beyond Tab and Enter, the list of its keys, and how long a question is.
Object.assign(window.qa, (() => {
  const FROM = .8;  // the share of the possible characters from which they are counted
  const box = () => document.querySelector('#question textarea');
  const writes = element => element.matches('input, textarea, select, [contenteditable]');

  const toBox = () => {
    document.querySelector('#screens [role=tab]:first-of-type[aria-selected=false]')?.click();
    setTimeout(() => { box()?.focus(); }, 30);
  };

  const recall = () => {
    const turns = document.querySelectorAll('#conversation .turn');
    const question = turns[turns.length - 1]?.dataset.question;
    if (!question) return false;
    box().value = question;
    box().dispatchEvent(new Event('input', {bubbles: true}));
    return true;
  };

  const dialog = () => document.querySelector('#help dialog');

  document.addEventListener('keydown', event => {
    if (event.isComposing || event.altKey || document.querySelector('dialog[open]')) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.shiftKey && event.key.toLowerCase() === 'k') toBox();
    else if (event.key === 'ArrowUp' && event.target === box() && !box().value) {
      if (!recall()) return;
    } else if (command || writes(event.target)) return;
    else if (event.key === '/') toBox();
    else if (event.key === '?') dialog()?.showModal();
    else return;
    event.preventDefault();
  });

  // Closed by a click beside it, too; the browser gives the focus back.
  const help = element => {
    element.addEventListener('click', event => {
      if (event.target.closest('.ask-help')) dialog().showModal();
      else if (event.target === dialog()) dialog().close();
    });
  };

  const countCharacters = element => {
    const count = () => {
      const line = element.querySelector('p');
      const field = box();
      if (!line || !field) return;
      const length = [...field.value.trim()].length;
      const most = Number(line.dataset.most);
      const long = length > most;
      const written = length.toLocaleString(document.documentElement.lang);
      line.hidden = length < FROM * most;
      line.classList.toggle('bad', long);
      const words = line.hidden ? '' : line.dataset[long ? 'long' : 'words'].replace('{}', written);
      if (line.textContent !== words) line.textContent = words;
      field.setAttribute('aria-invalid', long);
    };
    document.addEventListener('input', event => { if (event.target === box()) count(); });
    document.addEventListener('keydown', event => {  // Gradio empties the box without an event
      if (event.key === 'Enter') setTimeout(count, 300);
    });
    new MutationObserver(count).observe(element, {childList: true, subtree: true});
  };

  return {help, countCharacters};
})());

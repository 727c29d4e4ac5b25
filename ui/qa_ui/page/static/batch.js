// Lists of questions: the browser reads the file, so that whoever may ask may bring one.
Object.assign(window.qa, (() => {
  const LARGEST = 700000;  // bytes; in base64 what one request may have

  const encoded = async file => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768)
      text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  };

  const questionList = (element, trigger) => {
    const send = async file => {
      if (!file) return;
      const large = file.size > LARGEST;
      const content = large ? '' : await encoded(file);
      trigger('file', {name: file.name, content, large: large ? 'yes' : ''});
    };
    element.addEventListener('change', event => {
      if (!event.target.matches('input[type=file]')) return;
      send(event.target.files[0]);
      event.target.value = '';
    });
    const over = on => event => {
      event.preventDefault();
      element.querySelector('.list-file')?.classList.toggle('over', on);
    };
    element.addEventListener('dragover', over(true));
    element.addEventListener('dragleave', over(false));
    element.addEventListener('drop', event => {
      over(false)(event);
      send(event.dataTransfer?.files[0]);
    });
  };

  // The lists are drawn anew while one of them runs: what is asked before one is deleted stays.
  const questionLists = (element, trigger, events) => {
    window.qa.clicks(element, trigger, events);
    const asked = new Set();
    const asking = list => list.querySelector('[data-do=forget]').dataset.batch;
    element.addEventListener('click', event => {
      const list = event.target.closest('summary')?.closest('details.sure');
      if (list) asked[list.open ? 'delete' : 'add'](asking(list));
    });
    new MutationObserver(() => element.querySelectorAll('details.sure').forEach(list => {
      if (asked.has(asking(list))) list.open = true;
    })).observe(element, {childList: true, subtree: true});
  };

  return {questionList, questionLists};
})());

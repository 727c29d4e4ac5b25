// Folders are dropped or chosen as well as files. Gradio takes files alone, so the path of a file in
// a folder goes into its name, with a sign between its steps that no name has (`uploads.STEP`).
(() => {
  const STEP = '\u29F8';
  const MOST = 2000;
  const input = () => document.querySelector('#drop input[type=file]');

  const hand = files => {
    const held = new DataTransfer();
    files.slice(0, MOST).forEach(file => held.items.add(file));
    if (!input() || !held.files.length) return;
    input().files = held.files;
    input().dispatchEvent(new Event('change', {bubbles: true}));
  };

  const renamed = (file, path) => {
    const parts = path.split('/').filter(Boolean);
    if (parts.some(part => part.startsWith('.'))) return [];
    return [new File([file], parts.join(STEP), {type: file.type})];
  };

  const all = reader => new Promise((done, failed) => {
    const found = [];
    const more = () => reader.readEntries(entries => {
      if (!entries.length) return done(found);
      found.push(...entries);
      more();
    }, failed);
    more();
  });

  const walk = async entry => {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      return entry.fullPath.lastIndexOf('/') > 0 ? renamed(file, entry.fullPath) : [file];
    }
    const found = [];
    for (const one of await all(entry.createReader())) {
      if (found.length >= MOST) break;
      found.push(...await walk(one));
    }
    return found;
  };

  const dropped = event => {
    if (!event.target.closest?.('#drop')) return;
    const entries = [...(event.dataTransfer?.items ?? [])]
      .map(item => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some(entry => entry.isDirectory)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    Promise.all(entries.map(walk)).then(found => hand(found.flat()));
  };
  document.addEventListener('drop', dropped, true);

  const chooseFolder = element => {
    element.addEventListener('click', event => {
      if (!event.target.closest('button')) return;
      const picker = Object.assign(document.createElement('input'), {type: 'file'});
      picker.webkitdirectory = true;
      picker.addEventListener('change', () => {
        hand([...picker.files].flatMap(file => renamed(file, file.webkitRelativePath)));
      });
      picker.click();
    });
  };

  const openQuestion = () => {
    document.querySelector('#screens [role=tab]')?.click();
    setTimeout(() => window.qa.focusQuestion(), 60);
  };

  const openRemoval = () => {
    document.querySelector('#screens [data-tab-id="feed"]')?.click();
    setTimeout(() => {
      window.qa.focusCancel();
      document.querySelector('#removable')?.scrollIntoView({block: 'center'});
    }, 300);
  };

  Object.assign(window.qa, {chooseFolder, openQuestion, openRemoval});
})();

// Pictures that go along with drafts, in the browser's database: as bytes, for not every browser keeps blobs there.
const STORE = "pictures";

// The pictures kept under a name. Every function rejects where the browser refuses.
export function album(name) {
	let opened;

	function database() {
		opened ??= new Promise((done, failed) => {
			const asked = indexedDB.open(name, 1);
			asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: ["draft", "name"] });
			asked.onsuccess = () => done(asked.result);
			asked.onerror = () => failed(asked.error);
		});
		return opened;
	}

	async function run(mode, act) {
		const transaction = (await database()).transaction(STORE, mode);
		const asked = act(transaction.objectStore(STORE));
		await new Promise((done, failed) => {
			transaction.oncomplete = done;
			transaction.onabort = () => failed(transaction.error);
		});
		return asked?.result;
	}

	const keys = () => run("readonly", (store) => store.getAllKeys());
	const of = (draft) => IDBKeyRange.bound([draft], [draft, []]);

	return {
		async keep(draft, file, blob) {
			const bytes = await blob.arrayBuffer();
			await run("readwrite", (store) => store.put({ draft, name: file, type: blob.type, bytes }));
		},

		// Of each picture of a draft, its file name and its blob.
		async kept(draft) {
			const found = await run("readonly", (store) => store.getAll(of(draft)));
			return found.map(({ name: file, type, bytes }) => [file, new Blob([bytes], { type })]);
		},

		// The file names of all drafts' pictures.
		names: async () => (await keys()).map(([, file]) => file),

		remove: (draft, file) => run("readwrite", (store) => store.delete([draft, file])),

		forget: (draft) => run("readwrite", (store) => store.delete(of(draft))),

		// Removes the pictures of drafts that are not among `ids`.
		async prune(ids) {
			const gone = (await keys()).filter(([draft]) => !ids.has(draft));
			if (gone.length) await run("readwrite", (store) => gone.forEach((key) => store.delete(key)));
		},
	};
}

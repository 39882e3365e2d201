// Pictures and Word documents that are dropped in.
const MOST_PIXELS = 1600;
const QUALITY = 0.85;
const MOST_UNPACKED = 50e6;
const KEPT = { "image/png": "png", "image/gif": "gif", "image/webp": "webp" };

export const isPicture = (file) => file.type.startsWith("image/") && file.type !== "image/svg+xml";
export const isDocument = (file) => /\.docx$/i.test(file.name);

// A picture as the course takes it: at most MOST_PIXELS wide or high, and without what the camera noted. Drawings stay
// PNG, moving images stay as they are; everything else becomes JPEG. Throws if the browser cannot read it.
export async function picture(file) {
	if (file.type === "image/gif") return { blob: file, ending: "gif" };
	const image = await createImageBitmap(file, { imageOrientation: "from-image" });
	const share = Math.min(1, MOST_PIXELS / Math.max(image.width, image.height));
	const canvas = document.createElement("canvas");
	canvas.width = Math.max(1, Math.round(image.width * share));
	canvas.height = Math.max(1, Math.round(image.height * share));
	canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
	image.close();
	const type = file.type in KEPT ? file.type : "image/jpeg";
	const blob = await new Promise((done) => canvas.toBlob(done, type, QUALITY));
	if (!blob) throw new Error("no picture");
	return { blob, ending: KEPT[blob.type] ?? "jpg" };
}

// A Word document as HTML; `enclose(file)` gives the address of each of its pictures. Returns how many the browser
// cannot read, too, such as drawings of Windows. The reader is large, and loaded only here.
export async function documentHtml(file, enclose) {
	const data = await file.arrayBuffer();
	if (unpacked(data) > MOST_UNPACKED) throw new Error("too large when unpacked");
	if (!globalThis.mammoth) await load(new URL("mammoth.js", import.meta.url));
	const { mammoth } = globalThis;
	let lost = 0;
	const convertImage = mammoth.images.imgElement(async (image) => {
		try {
			const type = image.contentType;
			return { src: await enclose(new File([await image.readAsArrayBuffer()], file.name, { type })) };
		} catch (error) {
			console.warn(error);
			lost += 1;
			return { src: "" };
		}
	});
	const { value } = await mammoth.convertToHtml({ arrayBuffer: data }, { convertImage });
	return { html: value, lost };
}

// How large the texts in a zip file say they are, in bytes, by the headers of its directory.
function unpacked(data) {
	const view = new DataView(data);
	let size = 0;
	for (let at = 0; at + 46 <= data.byteLength; at += 1) {
		if (view.getUint32(at, true) !== 0x02014b50) continue;
		const name = new Uint8Array(data, at + 46, Math.min(view.getUint16(at + 28, true), data.byteLength - at - 46));
		if (/\.(?:xml|rels)$/i.test(String.fromCharCode(...name.slice(-9)))) size += view.getUint32(at + 24, true);
	}
	return size;
}

function load(address) {
	return new Promise((done, failed) => {
		const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
		document.head.append(script);
	});
}

package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// assembly puts the objects of a document into a file. Dictionaries go into one
// compressed object stream; streams stand by themselves.
type assembly struct {
	document *Document
	next     ref
	packed   []numbered // into the object stream
	streams  []numbered
}

type numbered struct {
	number ref
	body   []byte
}

func (a *assembly) reserve() ref {
	a.next++
	return a.next
}

func (a *assembly) dictionary(number ref, body []byte) {
	a.packed = append(a.packed, numbered{number, body})
}

func (a *assembly) stream(body []byte) ref {
	number := a.reserve()
	a.streams = append(a.streams, numbered{number, body})
	return number
}

// Bytes is the finished file.
func (d *Document) Bytes() []byte {
	a := &assembly{document: d, next: ref(len(d.press.offsets))}
	catalog, pages, info := a.reserve(), a.reserve(), a.reserve()
	for _, p := range d.pages {
		p.number = a.reserve()
	}
	a.elements(catalog, pages, info)
	return a.file(catalog, info)
}

// elements makes all objects that are not shared.
func (a *assembly) elements(catalog, pages, info ref) {
	d := a.document
	structure := a.structure()
	kids := []byte{}
	for _, p := range d.pages {
		kids = append(appendRef(kids, p.number), ' ')
		a.page(p, pages)
	}
	a.dictionary(pages, fmt.Appendf(nil, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids))
	metadata := a.stream(plainStream("/Type/Metadata/Subtype/XML", d.info.xmp()))
	files, names := a.attachments()
	a.dictionary(info, d.info.dictionary())
	a.dictionary(catalog, fmt.Appendf(nil, "<</Type/Catalog/Pages %s/Metadata %s/MarkInfo<</Marked true>>/Lang%s/StructTreeRoot %s"+
		"/ViewerPreferences<</DisplayDocTitle true>>%s%s"+
		"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile %s>>]>>",
		pages, metadata, literal(d.info.Language), structure, files, names, d.press.profile))
}

// structure makes the structure tree; pages and annotations get their keys in
// its parent tree.
func (a *assembly) structure() ref {
	root := a.reserve()
	a.document.root.walk(func(e *Element) { e.number = a.reserve() })
	key := len(a.document.pages)
	for _, p := range a.document.pages {
		for _, n := range p.annotations {
			n.number, n.key = a.reserve(), key
			key++
		}
	}
	a.document.root.walk(func(e *Element) {
		parent := root
		if e.parent != nil {
			parent = e.parent.number
		}
		a.dictionary(e.number, e.body(parent))
	})
	var owners []byte
	for i, p := range a.document.pages {
		owners = fmt.Appendf(owners, "%d[", i)
		for _, e := range p.marked {
			owners = append(appendRef(owners, e.number), ' ')
		}
		owners = append(owners, ']')
	}
	for _, p := range a.document.pages {
		for _, n := range p.annotations {
			owners = appendRef(fmt.Appendf(owners, "%d ", n.key), n.element.number)
			owners = append(owners, ' ')
		}
	}
	tree := a.reserve()
	a.dictionary(tree, fmt.Appendf(nil, "<</Nums[%s]>>", owners))
	a.dictionary(root, fmt.Appendf(nil, "<</Type/StructTreeRoot/K[%s]/ParentTree %s/ParentTreeNextKey %d>>", a.document.root.number, tree, key))
	return root
}

// page makes the objects of one page.
func (a *assembly) page(p *Page, pages ref) {
	content := a.stream(a.document.press.compress.stream("", p.content))
	var fonts, annotations []byte
	for i, r := range a.document.press.fontRefs {
		fonts = appendRef(fmt.Appendf(fonts, "/F%d ", i), r)
	}
	for _, n := range p.annotations {
		annotations = append(appendRef(annotations, n.number), ' ')
		box := []byte{}
		for _, v := range n.box {
			box = append(appendNumber(box, v), ' ')
		}
		a.dictionary(n.number, fmt.Appendf(nil, "<</Type/Annot/Subtype/Link/Rect[%s]/Border[0 0 0]/F 4/StructParent %d/Contents%s/A<</S/URI/URI%s>>>>",
			box, n.key, textString(n.says), literal(n.address)))
	}
	body := fmt.Appendf(nil, "<</Type/Page/Parent %s/MediaBox[0 0 595.276 841.89]/Resources<</Font<<%s>>>>/Contents %s/StructParents %d/Tabs/S",
		pages, fonts, content, p.index)
	if len(annotations) > 0 {
		body = fmt.Appendf(body, "/Annots[%s]", annotations)
	}
	a.dictionary(p.number, append(body, ">>"...))
}

// attachments makes the attached files and tells what the catalogue says of
// them: as associated files and by name.
func (a *assembly) attachments() (associated, names []byte) {
	if len(a.document.attachments) == 0 {
		return nil, nil
	}
	sorted := slices.Clone(a.document.attachments)
	slices.SortFunc(sorted, func(x, y Attachment) int { return slices.Compare([]byte(x.Name), []byte(y.Name)) })
	for _, f := range sorted {
		file := a.stream(a.document.press.compress.stream(fmt.Sprintf("/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate%s>>",
			nameOf(f.MediaType), len(f.Data), literal(date(f.Modified))), f.Data))
		spec := a.reserve()
		a.dictionary(spec, fmt.Appendf(nil, "<</Type/Filespec/F%s/UF%s/AFRelationship/%s/Desc%s/EF<</F %s/UF %s>>>>",
			literal(f.Name), textString(f.Name), f.Relationship, textString(f.Description), file, file))
		associated = append(appendRef(associated, spec), ' ')
		names = append(appendRef(append(names, literal(f.Name)+" "...), spec), ' ')
	}
	return fmt.Appendf(nil, "/AF[%s]", associated), fmt.Appendf(nil, "/Names<</EmbeddedFiles<</Names[%s]>>>>", names)
}

// file writes the shared objects, the streams, the packed dictionaries and the
// cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8).
func (a *assembly) file(catalog, info ref) []byte {
	press := a.document.press
	container := a.reserve()
	table := a.reserve()
	entries := make([][3]int, a.next+1)
	entries[0] = [3]int{0, 0, 65535}
	for i, at := range press.offsets {
		entries[i+1] = [3]int{1, at, 0}
	}
	out := slices.Clone(press.head)
	for _, s := range a.streams {
		entries[s.number] = [3]int{1, len(out), 0}
		out = appendObject(out, s.number, s.body)
	}
	var index, bodies []byte
	for i, o := range a.packed {
		entries[o.number] = [3]int{2, int(container), i}
		index = fmt.Appendf(index, "%d %d ", o.number, len(bodies))
		bodies = append(append(bodies, o.body...), '\n')
	}
	entries[container] = [3]int{1, len(out), 0}
	first := len(index)
	out = appendObject(out, container, press.compress.stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(a.packed), first), append(index, bodies...)))
	entries[table] = [3]int{1, len(out), 0}
	sum := sha256.Sum256(out)
	start := len(out)
	out = appendObject(out, table, press.compress.stream(fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%x><%x>]",
		a.next+1, catalog, info, sum[:16], sum[:16]), crossReferences(entries)))
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", start)
}

func crossReferences(entries [][3]int) []byte {
	b := make([]byte, 0, 7*len(entries))
	for _, e := range entries {
		b = append(b, byte(e[0]))
		b = binary.BigEndian.AppendUint32(b, uint32(e[1]))
		b = binary.BigEndian.AppendUint16(b, uint16(e[2]))
	}
	return b
}

// Reads an export with the code of Go's checksum database (golang.org/x/mod/sumdb), which nobody here wrote:
// the signed note, the tiles, leaf hashes, a proof for each entry, growth since the previous checkpoint.
//
//	reader FOLDER KEY
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func fail(words ...interface{}) {
	fmt.Fprintln(os.Stderr, append([]interface{}{"DOES NOT HOLD:"}, words...)...)
	os.Exit(1)
}

func must(err error, words ...interface{}) {
	if err != nil {
		fail(append(words, err)...)
	}
}

// folderTiles reads tiles as C2SP lays them out: without the height in their names.
type folderTiles struct{ folder string }

func (t folderTiles) Height() int { return height }

func (t folderTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		name := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, name))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t folderTiles) SaveTiles([]tlog.Tile, [][]byte) {}

func checkpoint(path string, verifiers note.Verifiers) tlog.Tree {
	data, err := os.ReadFile(path)
	must(err)
	opened, err := note.Open(data, verifiers)
	must(err, path)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || opened.Sigs[0].Name != lines[0] {
		fail(path, "is no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, path)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, path)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

func hashes(words []string) []tlog.Hash {
	var all []tlog.Hash
	for _, word := range words {
		data, err := base64.StdEncoding.DecodeString(word)
		must(err)
		var hash tlog.Hash
		copy(hash[:], data)
		all = append(all, hash)
	}
	return all
}

func main() {
	folder := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "the key")
	verifiers := note.VerifierList(verifier)
	tree := checkpoint(filepath.Join(folder, "checkpoint"), verifiers)
	reader := tlog.TileHashReader(tree, folderTiles{folder})

	entries, err := os.ReadFile(filepath.Join(folder, "entries.ndjson"))
	must(err)
	proofs, err := os.Open(filepath.Join(folder, "proofs.txt"))
	must(err)
	scanner := bufio.NewScanner(proofs)
	count := 0
	for _, entry := range bytes.Split(bytes.TrimSuffix(entries, []byte("\n")), []byte("\n")) {
		if len(entry) == 0 {
			continue
		}
		if !scanner.Scan() {
			fail("there are fewer proofs than entries")
		}
		words := strings.Split(scanner.Text(), " ")
		index, err := strconv.ParseInt(words[0], 10, 64)
		must(err)
		leaf := tlog.RecordHash(entry)
		must(tlog.CheckRecord(tlog.RecordProof(hashes(words[2:])), tree.N, tree.Hash, index, leaf), "our proof of", index)
		own, err := tlog.ProveRecord(tree.N, index, reader)
		must(err, "a proof from the tiles of", index)
		must(tlog.CheckRecord(own, tree.N, tree.Hash, index, leaf), "its own proof of", index)
		count++
	}
	if scanner.Scan() {
		fail("there are more proofs than entries")
	}

	previous := filepath.Join(folder, "checkpoint.previous")
	if _, err := os.Stat(previous); err == nil {
		old := checkpoint(previous, verifiers)
		lines, err := os.ReadFile(filepath.Join(folder, "consistency.txt"))
		must(err)
		must(tlog.CheckTree(tlog.TreeProof(hashes(strings.Fields(string(lines)))), tree.N, tree.Hash, old.N, old.Hash), "growth")
		own, err := tlog.ProveTree(tree.N, old.N, reader)
		must(err)
		must(tlog.CheckTree(own, tree.N, tree.Hash, old.N, old.Hash), "its own proof of growth")
	}
	fmt.Printf("%d entries of %d hold\n", count, tree.N)
}

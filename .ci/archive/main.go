// Command archive packs files into one folder of an archive, by the name of
// which it is a .tar.gz or a .zip:
//
//	go run ./.ci/archive dist/deputy_v1.2.3_linux_amd64.tar.gz FILE...
//
// The first file is the program. The same files give the same bytes: their
// times and owners do not count.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// packed is the time that every file bears: the first that a .zip can hold.
var packed = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

// run packs args[1:] into args[0].
func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("want an archive and its files, got %q", args)
	}
	out, err := os.Create(args[0])
	if err != nil {
		return err
	}
	name := filepath.Base(args[0])
	if folder, zipped := strings.CutSuffix(name, ".zip"); zipped {
		err = packZip(out, folder, args[1:])
	} else {
		err = packTar(out, strings.TrimSuffix(name, ".tar.gz"), args[1:])
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// mode is that of the i-th file: the first can be run.
func mode(i int) fs.FileMode {
	if i == 0 {
		return 0o755
	}
	return 0o644
}

func packTar(out io.Writer, folder string, files []string) error {
	zipped, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(zipped)
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		header := tar.Header{Name: folder + "/" + filepath.Base(file), Mode: int64(mode(i)), Size: int64(len(text)), ModTime: packed}
		if err := archive.WriteHeader(&header); err != nil {
			return err
		}
		if _, err := archive.Write(text); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return zipped.Close()
}

func packZip(out io.Writer, folder string, files []string) error {
	archive := zip.NewWriter(out)
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		header := zip.FileHeader{Name: folder + "/" + filepath.Base(file), Method: zip.Deflate, Modified: packed}
		header.SetMode(mode(i))
		w, err := archive.CreateHeader(&header)
		if err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	return archive.Close()
}

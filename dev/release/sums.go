package main

import (
	"crypto/sha1" // the catalogue's form asks for it
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// writeSums writes the archive's sums beside it, in the form that sha1sum -c and sha256sum -c read.
func writeSums(archive string) error {
	return errors.Join(writeSum(archive, ".sha1", sha1.New()), writeSum(archive, ".sha256", sha256.New()))
}

func writeSum(archive, extension string, sum hash.Hash) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	_, err = io.Copy(sum, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	line := fmt.Sprintf("%x  %s\n", sum.Sum(nil), filepath.Base(archive))
	return os.WriteFile(archive+extension, []byte(line), 0o644)
}

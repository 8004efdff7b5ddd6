package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
)

var contentTypes = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
}

// checkImages finds files whose content is not what their extension says.
func (a *archive) checkImages() error {
	for _, logo := range []string{a.plugin.Info.Logos.Small, a.plugin.Info.Logos.Large} {
		if path.Ext(logo) != ".svg" {
			a.object("logo %s is no SVG", logo)
		}
	}
	for _, name := range a.names() {
		want, ok := contentTypes[path.Ext(name)]
		if !ok {
			continue
		}
		content, err := a.read(name)
		if err != nil {
			return err
		}
		if found := http.DetectContentType(content); found != want {
			a.object("%s is %s", name, found)
		}
	}
	return nil
}

// What a drawing needs. Scripts, links, foreign objects, animations and what loads other files are not among it.
var (
	svgElements = strings.Fields(`svg g path rect circle ellipse line polyline polygon defs title desc
		linearGradient radialGradient stop clipPath mask text tspan`)
	svgAttributes = strings.Fields(`xmlns viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points id class transform
		fill fill-rule fill-opacity clip-rule clip-path mask stroke stroke-width stroke-linecap stroke-linejoin
		stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity opacity offset stop-color stop-opacity
		gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits preserveAspectRatio role aria-label
		aria-labelledby version font-family font-size font-weight text-anchor dx dy`)
)

func (a *archive) checkSVG() error {
	for _, name := range a.names() {
		if path.Ext(name) != ".svg" {
			continue
		}
		content, err := a.read(name)
		if err != nil {
			return err
		}
		a.checkDrawing(name, xml.NewDecoder(bytes.NewReader(content)))
	}
	return nil
}

func (a *archive) checkDrawing(name string, decoder *xml.Decoder) {
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			a.object("%s: %s", name, err)
			return
		}
		switch token := token.(type) {
		case xml.Directive:
			a.object("%s has a document type or entity", name)
		case xml.StartElement:
			a.checkElement(name, token)
		}
	}
}

func (a *archive) checkElement(name string, element xml.StartElement) {
	if !slices.Contains(svgElements, element.Name.Local) {
		a.object("%s has an element <%s>", name, element.Name.Local)
	}
	for _, attribute := range element.Attr {
		if attribute.Name.Space != "" || !slices.Contains(svgAttributes, attribute.Name.Local) {
			a.object("%s has an attribute %s", name, attribute.Name.Local)
		}
		if value := attribute.Value; strings.Contains(value, "url(") && !strings.HasPrefix(value, "url(#") {
			a.object("%s loads %s", name, value)
		}
	}
}

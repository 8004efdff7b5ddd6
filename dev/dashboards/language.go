package main

// language is what a dashboard is written in.
type language struct {
	tag        string
	fileSuffix string
	uidSuffix  string
}

var (
	english = language{tag: "en-US"}
	chinese = language{tag: "zh-Hans", fileSuffix: ".zh-Hans", uidSuffix: "-zh"}
)

// of chooses between a text and its translation.
func (l language) of(en, zh string) string {
	if l == chinese {
		return zh
	}
	return en
}

package main

import (
	"bytes"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

// entry is a line of a YAML mapping, with a comment above it or behind it.
type entry struct {
	key          string
	value        any
	above, after string
}

// mapping keeps its entries in order.
type mapping []entry

// inline is written on one line, in braces or brackets.
type inline struct{ value any }

// longText is the length beyond which a text is folded.
const longText = 80

// nodeOf builds the node of a value. The library's own encoding of a value into a node drops comments.
func nodeOf(value any) (*yaml.Node, error) {
	switch v := value.(type) {
	case mapping:
		return v.node()
	case []mapping:
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range v {
			node, err := item.node()
			if err != nil {
				return nil, err
			}
			list.Content = append(list.Content, node)
		}
		return list, nil
	case inline:
		node, err := nodeOf(v.value)
		if err == nil {
			node.Style = yaml.FlowStyle
		}
		return node, err
	}
	node := &yaml.Node{}
	if err := node.Encode(value); err != nil {
		return nil, fmt.Errorf("encode %v: %w", value, err)
	}
	if node.Tag == "!!str" && len(node.Value) > longText {
		node.Style = yaml.FoldedStyle
	}
	return node, nil
}

func (m mapping) node() (*yaml.Node, error) {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for _, e := range m {
		value, err := nodeOf(e.value)
		if err != nil {
			return nil, err
		}
		value.LineComment = e.after
		node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: e.key, HeadComment: e.above}, value)
	}
	return node, nil
}

func encodeYAML(head string, content mapping) ([]byte, error) {
	var encoded bytes.Buffer
	encoded.WriteString(head)
	encoder := yaml.NewEncoder(&encoded)
	encoder.SetIndent(2)
	node, err := content.node()
	if err != nil {
		return nil, err
	}
	if err := encoder.Encode(node); err != nil {
		return nil, fmt.Errorf("encode alert rules: %w", err)
	}
	return encoded.Bytes(), encoder.Close()
}

// ago is a number of seconds before the evaluation, as a relative time range has it.
func ago(key string, d time.Duration, why string) entry {
	e := entry{key: key, value: int(d.Seconds())}
	if d > 0 {
		e.after = "# " + short(d) + why
	}
	return e
}

// short writes whole days and hours as people do.
func short(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d > time.Hour:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	default:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
}

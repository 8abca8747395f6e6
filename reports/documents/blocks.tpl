{{%AUTOESCAPE context="HTML"}}{{#BLOCK}}{{#PARAGRAPH}}<p>{{>LINE}}</p>
{{/PARAGRAPH}}{{#NOTICE}}<p class="banner">{{>LINE}}</p>
{{/NOTICE}}{{#HEADING}}<h3>{{TEXT}}</h3>
{{/HEADING}}{{#LIST}}<ul>
{{#ITEM}}<li>{{>LINE}}</li>
{{/ITEM}}</ul>
{{/LIST}}{{#FACTS}}<dl class="facts{{#DENSE}} dense{{/DENSE}}">
{{#FACT}}<dt>{{NAME}}</dt><dd>{{>LINE}}</dd>
{{/FACT}}</dl>
{{/FACTS}}{{#PREFORMATTED}}<pre tabindex="0">{{TEXT}}</pre>
{{/PREFORMATTED}}{{#GATE}}<div class="gate {{CLASS}}">
{{#ITEM}}<p>{{>LINE}}</p>
{{/ITEM}}</div>
{{/GATE}}{{#TABLE}}<table class="stack{{#SHORT}} short{{/SHORT}}">
<thead><tr>{{#COLUMN}}<th scope="col"{{#KIND}} class="{{CLASS}}"{{/KIND}}{{#WIDTH}} style="width:{{PERCENT}}%"{{/WIDTH}}>{{TITLE}}</th>{{/COLUMN}}</tr></thead>
{{#GROUP}}<tbody>
{{#TITLE_ROW}}<tr class="across"><th colspan="{{COLUMNS}}" scope="rowgroup">{{>LINE}}</th></tr>
{{/TITLE_ROW}}{{#ROW}}<tr{{#ANCHOR}} id="{{ID}}"{{/ANCHOR}}>{{#CELL}}<td{{#KIND}} class="{{CLASS}}"{{/KIND}}{{#LABEL}} data-label="{{TEXT}}"{{/LABEL}}>{{#CONTENT}}{{>LINE}}{{#CONTENT_separator}}<br>{{/CONTENT_separator}}{{/CONTENT}}{{#GAUGE}}<svg width="100%" height="30" role="img" aria-label="{{LABEL}}"><line class="scale" stroke="#d0d7de" x1="0" x2="100%" y1="15" y2="15"/><line class="scale" stroke="#d0d7de" x1="0" x2="0" y1="10" y2="20"/><line class="scale" stroke="#d0d7de" x1="50%" x2="50%" y1="10" y2="20"/><line class="scale" stroke="#d0d7de" x1="100%" x2="100%" y1="10" y2="20"/><line class="whisker" stroke="#0b4f8a" stroke-width="3" x1="{{LOW}}%" x2="{{HIGH}}%" y1="15" y2="15"/><circle class="dot" fill="#0b4f8a" cx="{{RATE}}%" cy="15" r="5"/>{{#LIMIT}}<line class="limit" stroke="#b42318" stroke-width="2" x1="{{AT}}%" x2="{{AT}}%" y1="3" y2="27"/>{{/LIMIT}}</svg>{{/GAUGE}}</td>{{/CELL}}</tr>
{{/ROW}}</tbody>
{{/GROUP}}</table>
{{/TABLE}}{{#FIGURE}}<figure class="chart">
<div class="wide" role="img" aria-label="{{LABEL}}">{{WIDE:none}}</div>{{#PHONE}}<div class="narrow" role="img" aria-label="{{LABEL}}">{{NARROW:none}}</div>{{/PHONE}}
<figcaption>{{#KEYS}}<span class="keys">{{#KEY}}<span><i class="mark {{MARK}}"></i>{{TEXT}}</span>{{/KEY}}</span>{{/KEYS}}{{>LINE}}</figcaption>
</figure>
{{/FIGURE}}{{#PICTURES}}<div class="pictures">
{{#PICTURE}}<figure>{{#LINKED}}<a href="{{TARGET}}">{{/LINKED}}<img alt="{{CAPTION}}" src="data:image/jpeg;base64,{{DATA:none}}">{{#LINKED}}</a>{{/LINKED}}<figcaption>{{CAPTION}}</figcaption></figure>
{{/PICTURE}}</div>
{{/PICTURES}}{{#DETAILS}}<details{{#ANCHOR}} id="{{ID}}"{{/ANCHOR}}>
<summary>{{#ITEM}}<span>{{>LINE}}</span>{{/ITEM}}</summary>
<div>
{{BODY:none}}</div>
</details>
{{/DETAILS}}{{/BLOCK}}

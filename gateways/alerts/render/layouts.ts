/**
 * How messages are laid out where the book says nothing else. Words are those of the language (`words`, see
 * `texts/render.ts`); what may never be cut off stands in tails, which are put behind whatever is shown.
 */
export const LAYOUTS = {
  chat: `{{icon}} *{{status | upper}}*{{#by}} {{words.by}}{{/by}}{{#until}} {{words.until}}{{/until}}: {{heading}}
{{#text}}
{{text | truncate 2000}}
{{/text}}
{{#list 20}}
- {{icon}} {{title | truncate 200}}{{#ownCode}} [{{ownCode}}]{{/ownCode}}
{{/list}}
{{#more}}
{{words.more}}
{{/more}}
{{#comment}}
“{{comment}}”
{{/comment}}
{{#heldBack}}
{{words.heldBack}}
{{/heldBack}}`,

  subject: '[{{status | upper}}] {{heading}}{{#by}} ({{words.by}}){{/by}}',

  mail: `{{status | upper}}{{#by}} {{words.by}}{{/by}}{{#until}} {{words.until}}{{/until}}: {{heading}}
{{#comment}}

“{{comment}}”
{{/comment}}
{{#alerts 20}}

{{#several}}
* {{title}}{{#over}} ({{status}}){{/over}}{{#ownCode}} [{{ownCode}}]{{/ownCode}}
{{/several}}
{{#text}}
{{text | truncate 4000}}

{{/text}}
{{words.since}}: {{startsAt | time}}
{{#lasted}}
{{words.lasted}}: {{lasted | duration}}
{{/lasted}}
{{#pairs 40}}
{{name}}: {{value}}
{{/pairs}}
{{#links 10}}
{{url}}
{{/links}}
{{/alerts}}
{{#more}}

{{words.more}}
{{/more}}
{{#heldBack}}

{{words.heldBack}}
{{/heldBack}}

{{words.route}}: {{route}}`,

  html: `<h1 style="font:bold 18px sans-serif;margin:0 0 12px;color:{{colour}}">{{status | upper}}: {{heading}}</h1>
{{#until}}
<p>{{words.until}}</p>
{{/until}}
{{#by}}
<p>{{words.by}}</p>
{{/by}}
{{#comment}}
<blockquote>{{comment}}</blockquote>
{{/comment}}
{{#alerts 20}}
<div style="border-left:4px solid {{colour}};padding:0 0 0 12px;margin:0 0 16px">
{{#several}}
<p style="margin:0"><strong>{{title}}</strong>{{#over}} ({{status}}){{/over}}{{#ownCode}} [{{ownCode}}]{{/ownCode}}</p>
{{/several}}
{{#text}}
<p style="white-space:pre-wrap;margin:4px 0">{{text | truncate 4000}}</p>
{{/text}}
<p style="color:#555;margin:4px 0">{{words.since}} {{startsAt | time}}{{#lasted}} &middot; {{words.lasted}} {{lasted | duration}}{{/lasted}}</p>
{{#pairs 40}}
<div style="color:#555"><code>{{name}}</code> {{value}}</div>
{{/pairs}}
{{#links 10}}
<div><a href="{{url}}">{{text | default "…"}}</a></div>
{{/links}}
</div>
{{/alerts}}
{{#more}}
<p>{{words.more}}</p>
{{/more}}
{{#heldBack}}
<p>{{words.heldBack}}</p>
{{/heldBack}}
<p style="color:#555">{{words.route}}: {{route}}</p>`,

  sms: `{{#several}}{{words.several}}: {{titles | join ", "}}{{else}}{{status | upper}}{{#until}} {{words.until}}{{/until}}: {{name}}{{/several}}{{#by}} ({{words.by}}){{/by}}{{#comment}}: {{comment | truncate 80}}{{/comment}}`,

  irc: '{{icon}} {{status | upper}}{{#by}} {{words.by}}{{/by}}{{#until}} {{words.until}}{{/until}}: {{#several}}{{words.several}}: {{titles | join ", "}}{{else}}{{heading}}{{/several}}{{#comment}} “{{comment | truncate 150}}”{{/comment}}',
} as const;

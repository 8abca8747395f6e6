{{%AUTOESCAPE context="HTML"}}<!DOCTYPE html>
<html lang="{{LANGUAGE}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="proofmark">
<meta name="color-scheme" content="light dark">
<title>{{LEAD}}: {{TITLE}}</title>
<style>
{{STYLE:none}}
</style>
</head>
<body class="{{MEDIUM}}">
<p class="runline">{{RUN}}</p>
<header>
<p class="lead">{{LEAD}}</p>
<h1>{{TITLE}}</h1>
{{#LINKS}}<nav class="links" aria-label="{{NAME}}">{{#LINK}}<a href="{{TARGET}}"{{#OTHER}} hreflang="{{LANGUAGE}}" lang="{{LANGUAGE}}"{{/OTHER}}>{{TEXT}}</a>{{/LINK}}</nav>
{{/LINKS}}
</header>
{{#CONTENTS}}<nav class="contents" aria-label="{{NAME}}"><p>{{NAME}}</p><ol>{{#ENTRY}}<li><a href="#{{ID}}">{{TEXT}}</a></li>{{/ENTRY}}</ol></nav>
{{/CONTENTS}}
<main>
{{#SECTION}}<section{{#ANCHOR}} id="{{ID}}"{{/ANCHOR}}>
{{#TITLED}}<h2>{{TITLE}}</h2>
{{/TITLED}}{{BODY:none}}</section>
{{/SECTION}}
</main>
</body>
</html>

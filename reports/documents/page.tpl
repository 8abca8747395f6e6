{{%AUTOESCAPE context="HTML"}}<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="proofmark">
<title>Simulated test report: {{SUBJECT}} {{VERSION}}, suite {{SUITE}}</title>
<style>
/* style.css */
</style>
</head>
<body>
<header>
<p class="lead">Test report, simulated</p>
<h1>Remote identity proofing with {{SUBJECT}} {{VERSION}}: suite {{SUITE}}</h1>
<p class="banner"><strong>{{STATEMENT}}</strong></p>
</header>
<main>
{{#GATE}}
<section class="gate {{VERDICT_CLASS}}" aria-label="Gate">
<p><strong>Gate: {{VERDICT}}</strong> (simulated)</p>
<p class="sentence">{{REASON}}.</p>
{{#ALONGSIDE}}<p>{{TEXT}}</p>{{/ALONGSIDE}}
</section>
{{/GATE}}

<h2 id="tested">What was tested</h2>
<dl class="facts">
{{#FACT}}<dt>{{NAME}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{#SETTINGS}}
<details class="settings">
<summary><span class="soft">{{COUNT}} of the subject</span></summary>
<dl class="facts">
{{#SETTING}}<dt><code>{{NAME}}</code></dt><dd>{{VALUE}}</dd>
{{/SETTING}}
</dl>
</details>
{{/SETTINGS}}
<table class="stack inline">
<thead><tr><th>Attempts</th><th>Expected</th><th class="num">Planned</th><th class="num">Accepted</th><th class="num">Refused</th><th class="num">Crash</th><th class="num">Timeout</th><th class="num">No usable observation</th></tr></thead>
<tbody>
{{#OUTCOME}}
<tr><td class="name">{{KIND}}</td><td data-label="Expected">{{EXPECTED}}</td><td class="num" data-label="Planned">{{PLANNED}}</td><td class="num" data-label="Accepted">{{ACCEPTED}}</td><td class="num" data-label="Refused">{{REFUSED}}</td><td class="num" data-label="Crash">{{CRASH}}</td><td class="num" data-label="Timeout">{{TIMEOUT}}</td><td class="num" data-label="No usable observation">{{NOTHING}}</td></tr>
{{/OUTCOME}}
</tbody>
</table>

<h2 id="gate">The gate and its reasons</h2>
<p>The gate of this suite asks what a simulation can decide by single cases. The error rates below are reported, not gated.</p>
{{#GATE}}
<table class="stack inline">
<thead><tr><th>Condition</th><th>Observed</th><th>Verdict</th></tr></thead>
<tbody>
{{#CONDITION}}
<tr><td class="name sentence">{{TEXT}}</td><td>{{OBSERVED}}</td><td><span class="v {{VERDICT_CLASS}}">{{VERDICT}}</span></td></tr>
{{/CONDITION}}
</tbody>
</table>
{{#NOTES}}
<h3>To look at</h3>
<ul>
{{#NOTE}}<li>{{TEXT}}</li>
{{/NOTE}}
</ul>
{{/NOTES}}
{{/GATE}}

<h2 id="rates">Error rates (simulated)</h2>
<p>Every interval is the exact two-sided 95 % interval of Clopper and Pearson. A limit counts as met only when the one-sided 95 % upper bound lies on its good side; otherwise the result is inconclusive, or fail when the lower bound lies beyond the limit.</p>
<p class="legend"><span><svg width="46" height="14" aria-hidden="true"><line class="whisker" x1="2" x2="44" y1="7" y2="7"/><circle class="dot" cx="15" cy="7" r="5"/></svg>observed rate and 95 % interval, scale 0 to 100 %</span><span><svg width="12" height="14" aria-hidden="true"><line class="limit" x1="6" x2="6" y1="0" y2="14"/></svg>limit</span></p>
<table class="stack rates">
<thead><tr><th>Rate</th><th class="num">Errors of n</th><th>Rate, 95 % interval</th><th class="plot">0 to 100 %</th><th>Limit and source</th><th>Verdict</th></tr></thead>
<tbody>
{{#RATE_ROW}}
<tr>
<td><span class="name">{{NAME}}</span><br><span class="soft">{{SPECIES}}</span></td>
<td class="num" data-label="Errors of n">{{ERRORS}} of {{N}}</td>
<td><strong>{{RATE}}</strong><br>{{INTERVAL}}{{#REMAINDER}}<br><span class="soft">{{TEXT}}</span>{{/REMAINDER}}{{#GROUP}}<br><span class="soft">Worst group, {{TEXT}}</span>{{/GROUP}}</td>
<td class="plot">{{#BAR}}<svg width="100%" height="30" role="img" aria-label="{{LABEL}}"><line class="scale" x1="0" x2="100%" y1="15" y2="15"/><line class="scale" x1="0" x2="0" y1="10" y2="20"/><line class="scale" x1="50%" x2="50%" y1="10" y2="20"/><line class="scale" x1="100%" x2="100%" y1="10" y2="20"/><line class="whisker" x1="{{LOW}}%" x2="{{HIGH}}%" y1="15" y2="15"/><circle class="dot" cx="{{RATE}}%" cy="15" r="5"/>{{#LIMIT_MARK}}<line class="limit" x1="{{AT}}%" x2="{{AT}}%" y1="3" y2="27"/>{{/LIMIT_MARK}}</svg>{{/BAR}}</td>
<td>{{#LIMIT}}{{TEXT}}<br><span class="soft">{{KIND}}: {{SOURCE}}. Checked: {{CHECKED}}.</span>{{/LIMIT}}{{#NO_LIMIT}}<span class="soft">none is set</span>{{/NO_LIMIT}}</td>
<td><span class="v {{VERDICT_CLASS}}">{{VERDICT}}</span><br><span class="soft">{{REASON}}</span></td>
</tr>
{{/RATE_ROW}}
</tbody>
</table>

<h2 id="species">Attacks before and behind the camera, per species (simulated)</h2>
<p>Rates of different species are never pooled. A session counts as detected when a check video.* or liveness.* did not pass; as accepted when the whole system accepted it.</p>
<table class="stack rates">
<thead><tr><th>Rate</th><th class="num">Errors of n</th><th>Rate, 95 % interval</th><th class="plot">0 to 100 %</th><th>Limit and source</th><th>Verdict</th></tr></thead>
{{#SPECIES_ROW}}
<tbody class="species">
<tr><th colspan="6" scope="rowgroup">{{SPECIES}} <span class="soft">({{TYPE}} attack). Checks that took part in the refusals, with their number of sessions: {{BY}}</span></th></tr>
{{#FIGURE}}
<tr>
<td class="name">{{NAME}}</td>
<td class="num" data-label="Errors of n">{{ERRORS}} of {{N}}</td>
<td><strong>{{RATE}}</strong><br>{{INTERVAL}}{{#REMAINDER}}<br><span class="soft">{{TEXT}}</span>{{/REMAINDER}}</td>
<td class="plot">{{#BAR}}<svg width="100%" height="30" role="img" aria-label="{{LABEL}}"><line class="scale" x1="0" x2="100%" y1="15" y2="15"/><line class="scale" x1="0" x2="0" y1="10" y2="20"/><line class="scale" x1="50%" x2="50%" y1="10" y2="20"/><line class="scale" x1="100%" x2="100%" y1="10" y2="20"/><line class="whisker" x1="{{LOW}}%" x2="{{HIGH}}%" y1="15" y2="15"/><circle class="dot" cx="{{RATE}}%" cy="15" r="5"/>{{#LIMIT_MARK}}<line class="limit" x1="{{AT}}%" x2="{{AT}}%" y1="3" y2="27"/>{{/LIMIT_MARK}}</svg>{{/BAR}}</td>
<td>{{#LIMIT}}{{TEXT}}<br><span class="soft">{{KIND}}: {{SOURCE}}</span>{{/LIMIT}}{{#NO_LIMIT}}<span class="soft">none is set</span>{{/NO_LIMIT}}</td>
<td><span class="v {{VERDICT_CLASS}}">{{VERDICT}}</span><br><span class="soft">{{REASON}}</span></td>
</tr>
{{/FIGURE}}
</tbody>
{{/SPECIES_ROW}}
</table>

<h2 id="documents">Document attacks</h2>
<p>Each is a deterministic requirement: met when every case was refused, and refused by a check that the scenario names.</p>
{{#NO_DOCUMENT_ATTACKS}}<p>None was planned.</p>{{/NO_DOCUMENT_ATTACKS}}
<table class="stack">
<thead><tr><th>Scenario</th><th>Requirement and clauses</th><th class="num">Refused</th><th>By check</th><th>Expected check</th><th>Verdict</th></tr></thead>
<tbody>
{{#DOCUMENT_ROW}}
<tr>
<td class="name">{{SCENARIO}}</td>
<td>{{REQUIREMENT}}<br><span class="soft">{{CLAUSES}}</span></td>
<td class="num" data-label="Refused">{{REFUSED}} of {{PLANNED}}</td>
<td data-label="By check">{{BY}}</td>
<td data-label="Expected check">{{EXPECTED}}</td>
<td><span class="v {{VERDICT_CLASS}}">{{VERDICT}}</span><br><span class="soft">{{REASON}}</span></td>
</tr>
{{/DOCUMENT_ROW}}
</tbody>
</table>

<h2 id="refusals">Genuine persons who were not accepted</h2>
{{#NO_REFUSALS}}<p>None of those observed.</p>{{/NO_REFUSALS}}
<ul>
{{#REFUSAL}}<li><a href="#attempt-{{ID}}">{{ID}}</a> (person {{PERSON}}), {{OUTCOME}}:{{#CAUSE}} {{TEXT}}{{#CAUSE_separator}};{{/CAUSE_separator}}{{/CAUSE}}</li>
{{/REFUSAL}}
</ul>

<h2 id="times">Session times</h2>
<p>Seconds on the simulated clock, from opening the session to its end; they are the lengths that a person would meet, not the speed of the harness.</p>
<p class="legend"><span><svg width="16" height="14" aria-hidden="true"><line class="session" x1="8" x2="8" y1="1" y2="13"/></svg>one session</span><span><svg width="16" height="14" aria-hidden="true"><circle class="p50" cx="8" cy="7" r="5"/></svg>median</span><span><svg width="16" height="14" aria-hidden="true"><circle class="p95" cx="8" cy="7" r="5"/></svg>95th percentile</span></p>
<div class="times">
{{#TIME_ROW}}
<div class="label">{{NAME}}, n = {{N}}</div>
<svg width="100%" height="34" role="img" aria-label="{{NAME}}: median {{P50_VALUE}}, 95th percentile {{P95_VALUE}}"><line class="scale" x1="0" x2="100%" y1="17" y2="17"/>{{#SESSION}}<line class="session" x1="{{AT}}%" x2="{{AT}}%" y1="6" y2="28"/>{{/SESSION}}{{#P95_MARK}}<circle class="p95" cx="{{AT}}%" cy="17" r="5"/>{{/P95_MARK}}{{#P50_MARK}}<circle class="p50" cx="{{AT}}%" cy="17" r="4"/>{{/P50_MARK}}</svg>
{{/TIME_ROW}}
<div class="label soft">seconds</div>
<svg width="100%" height="20" aria-hidden="true">{{#TICK}}<line class="scale" x1="{{AT}}%" x2="{{AT}}%" y1="0" y2="5"/><text x="{{AT}}%" y="17" text-anchor="middle">{{TEXT}}</text>{{/TICK}}</svg>
</div>
<table class="stack">
<thead><tr><th>Sessions</th><th class="num">n</th><th>Median, 95 % interval</th><th>95th percentile, 95 % interval</th></tr></thead>
<tbody>
{{#TIME_ROW}}
<tr><td class="name">{{NAME}}</td><td class="num" data-label="n">{{N}}</td><td data-label="Median"><strong>{{P50_VALUE}}</strong>, {{P50_INTERVAL}}</td><td data-label="95th percentile"><strong>{{P95_VALUE}}</strong>, {{P95_INTERVAL}}</td></tr>
{{/TIME_ROW}}
</tbody>
</table>
{{#TIME_NOTE}}<p class="soft">The intervals lie between two sessions of the sample and assume no distribution. An upper bound of the 95th percentile exists from n = {{N}}.</p>{{/TIME_NOTE}}

<h2 id="power">What this sample can and cannot show</h2>
{{#POWER_EXAMPLE}}<p>{{TEXT}}</p>{{/POWER_EXAMPLE}}
<table class="stack">
<thead><tr><th>Rate</th><th class="num">n here</th><th>Best that n can show</th><th>Limit</th><th class="num">n needed with no error</th><th class="num">More attempts needed now</th></tr></thead>
<tbody>
{{#POWER_ROW}}
<tr><td class="name">{{NAME}}</td><td class="num" data-label="n here">{{N}}</td><td data-label="Best that n can show">{{BEST}}</td><td data-label="Limit">{{LIMIT}}</td><td class="num" data-label="n needed with no error">{{CLEAN}}</td><td class="num" data-label="More attempts needed now">{{MORE}}</td></tr>
{{/POWER_ROW}}
</tbody>
</table>
<p class="soft">"Best that n can show" is the one-sided 95 % upper bound with no error among n attempts. "More attempts needed now" counts on from the errors seen here and assumes that no further one occurs.</p>
<h3>It can show</h3>
<ul>
<li>Whether this version, with this seed, refuses the document attacks listed above, and by which check.</li>
<li>Whether anything crashes, hangs or is left out on the way through the public interface (chip, video, decision, sealed package).</li>
<li>A change between two versions of the same subject, when the same command is repeated with both.</li>
</ul>
<h3>It cannot show</h3>
<ul>
<li>Any rate for real persons or real attackers. The faces are synthetic, drawn from one generator, and the attacks know only what their scenario knows.</li>
<li>Conformity in presentation attack detection (ISO/IEC 30107-3, ISO/IEC 19989-3), injection attack detection (CEN/TS 18099) or biometric performance (ISO/IEC 19795-1). No figure on this page may be quoted for that.</li>
<li>Fairness between groups: the worst group is named, but with so few persons in it the interval says little.</li>
<li>Independence: attempts that share a person or a generator are not independent draws, so the true uncertainty is larger than the intervals say.</li>
<li>That a limit is required: ETSI TS 119 461 sets no figure for FAR, FRR, APCER or BPCER; each limit here says where its figure comes from.</li>
</ul>
<h3>Evidence that must come from outside</h3>
<table class="stack">
<thead><tr><th>Clause</th><th>Requirement</th><th>State</th></tr></thead>
<tbody>
{{#OUTSIDE}}
<tr><td class="name">{{CLAUSE}}</td><td>{{TEXT}}</td><td><span class="v {{VERDICT_CLASS}}">{{VERDICT}}</span><br><span class="soft">{{REASON}}</span></td></tr>
{{/OUTSIDE}}
</tbody>
</table>
{{#PICTURES}}
<h2 id="pictures">Frames of the run (simulated)</h2>
<div class="pictures">
{{#PICTURE}}
<figure><img alt="{{CAPTION}}" src="data:image/jpeg;base64,{{DATA:none}}"><figcaption>Simulated. {{CAPTION}}</figcaption></figure>
{{/PICTURE}}
</div>
{{/PICTURES}}

<h2 id="attempts">Every attempt</h2>
<p class="soft">Open a line for the checks and their reasons, as the sealed package states them.</p>
{{#ATTEMPT}}
<details id="attempt-{{ID}}">
<summary><span class="name">{{ID}}</span><span>{{KIND}}</span><span>{{OUTCOME}}</span><span><span class="v {{VERDICT_CLASS}}">{{VERDICT}}</span></span></summary>
<div>
<p class="sentence">{{REASON}}.</p>
<p class="soft">Scenario {{SCENARIO}}; before the camera {{PERSON}}, card of {{HOLDER}}; expected {{EXPECTED}}.<br>{{REQUIREMENT}} ({{CLAUSES}})</p>
{{#EVIDENCE}}
<p class="soft">{{FIGURES}}</p>
<table class="stack">
<thead><tr><th>Check</th><th>Result</th><th>Reason</th></tr></thead>
<tbody>
{{#CHECK}}<tr><td><code>{{ID}}</code></td><td><span class="v {{RESULT_CLASS}}">{{RESULT}}</span></td><td>{{REASON}}</td></tr>
{{/CHECK}}
</tbody>
</table>
{{#ACTIONS}}
<table class="stack inline">
<thead><tr><th>Action</th><th>Asked at</th><th>Window</th><th>Answered at</th><th>Result</th></tr></thead>
<tbody>
{{#ACTION}}<tr><td class="name">{{NUMBER}} {{NAME}}</td><td data-label="Asked at">{{ASKED}}</td><td data-label="Window">{{WINDOW}}</td><td data-label="Answered at">{{ANSWERED}}</td><td data-label="Result">{{RESULT}}</td></tr>
{{/ACTION}}
</tbody>
</table>
{{/ACTIONS}}
{{/EVIDENCE}}
</div>
</details>
{{/ATTEMPT}}

<h2 id="method">Method and definitions</h2>
<dl class="facts">
{{#DEFINITION}}<dt>{{NAME}}</dt><dd>{{TEXT}}</dd>
{{/DEFINITION}}
</dl>
<p>Bounds are quantiles of the Beta distribution (Clopper and Pearson, 1934). An attempt that was not observed, observed twice or failed in the harness is missing evidence: it enters no rate and no limit is met while it is missing. Crash and timeout are never a pass.</p>

<h2 id="repeat">How to repeat it</h2>
<pre>{{COMMAND}}</pre>
<p>The same seed on the same machine gives the same verdicts and this page byte for byte. The figures are in <code>results.json</code>, for a CI gate in <code>junit.xml</code>; wall-clock times and memory, which vary, are not part of this page.</p>
</main>
</body>
</html>

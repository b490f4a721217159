Hello<#if body.candidate.name?has_content> ${body.candidate.name}</#if>, please <#if body.url??>download assignment from ${body.url}<#else>find the assignment attached</#if>

<#if body.linkExpires??>
The link works until ${body.linkExpires}.

</#if>
Good luck!

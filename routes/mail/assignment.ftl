Hello<#if body.candidate.name?has_content> ${body.candidate.name}</#if>, please download assignment from ${body.url}

Good luck!

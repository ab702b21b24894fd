using System.Globalization;
using Emergency.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Emergency.Web.Features.Status;

/// <summary>The page behind an error status: what happened, and where to go.</summary>
[IgnoreAntiforgeryToken]
public sealed class StatusModel : PageModel
{
    /// <summary>Heading.</summary>
    public Text Heading { get; private set; } = new("出错了", "Something went wrong");

    /// <summary>Explanation and remedy.</summary>
    public Text Sentence { get; private set; } = new("", "");

    /// <summary>Shows the status. Read from the route itself: binding reads the form too, and a form that cannot be read is a reason to be here.</summary>
    public void OnGet() => (Heading, Sentence) = Describe(int.Parse((string)RouteData.Values["code"]!, CultureInfo.InvariantCulture));

    /// <summary>The same after a failed form.</summary>
    public void OnPost() => OnGet();

    private static (Text Heading, Text Sentence) Describe(int code) => code switch
    {
        400 => (new("请求无法处理（400）", "The request cannot be handled (400)"), new("表单已过期或内容有误。请返回上一页，刷新后重新提交。", "The form is out of date or its content is wrong. Go back, reload, and send it again.")),
        401 => (new("请先登录（401）", "Sign in first (401)"), new("该页面需要登录。", "This page needs an account.")),
        403 => (new("没有权限（403）", "Not allowed (403)"), new("您的角色不能使用该页面或操作。如工作需要，请联系管理员调整角色。", "Your role may not use this page or action. If your work needs it, ask the administrator.")),
        404 => (new("没有找到（404）", "Not found (404)"), new("该地址不存在，或不在您的管辖范围内。", "There is nothing at this address, or it is not yours to see.")),
        429 => (new("操作过于频繁（429）", "Too many requests (429)"), new("请一分钟后再试。", "Try again in a minute.")),
        _ => (new($"出错了（{code}）", $"Something went wrong ({code})"), new("程序未能完成该操作，数据没有改变。请重试；如仍出错，请把时间和页面地址告诉管理员。", "The program could not do this and changed nothing. Try again; if it fails again, tell the administrator the time and the address.")),
    };
}

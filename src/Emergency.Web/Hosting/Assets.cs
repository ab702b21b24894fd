using System.Collections.Concurrent;
using Emergency.Core.Decisions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Emergency.Web.Hosting;

/// <summary>Files under wwwroot beside the program, whichever program hosts the pages. Addresses carry the content's hash, so browsers keep them for a year.</summary>
public sealed class Assets : IDisposable
{
    private readonly PhysicalFileProvider files = new(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
    private readonly ConcurrentDictionary<string, string> versions = new();

    /// <summary>The address of a file with its version: <c>/css/site.css?v=…</c>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file: the build did not copy it.</exception>
    public string this[string path] => versions.GetOrAdd(path, p =>
    {
        var file = files.GetFileInfo(p);
        return file.Exists
            ? $"{p}?v={ContentHash.Of(File.ReadAllBytes(file.PhysicalPath!)).Short}"
            : throw new FileNotFoundException($"wwwroot{p} is missing beside the program; build Emergency.Web again.", p);
    });

    internal void Use(IApplicationBuilder app)
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".mjs"] = "text/javascript";
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = types,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=600",
        });
    }

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();
}

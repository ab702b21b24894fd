using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Emergency.Cli.Tests.Architecture;

/// <summary>What a compiled assembly really uses, read from its metadata without loading it: a project file can hide a reference, metadata cannot.</summary>
/// <param name="References">Names of referenced assemblies.</param>
/// <param name="UsedMembers">Members used from other assemblies, as Namespace.Type.Member; a constructor without arguments ends in "..ctor()".</param>
/// <param name="PublicTypes">Full names of the public types, nested ones with a dot, generic ones with their arity (`1).</param>
internal sealed record AssemblyFacts(IReadOnlySet<string> References, IReadOnlySet<string> UsedMembers, IReadOnlyList<string> PublicTypes)
{
    public static AssemblyFacts Read(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name));
        var members = metadata.MemberReferences.Select(h => Name(metadata, metadata.GetMemberReference(h))).OfType<string>();
        var types = metadata.TypeDefinitions.Select(h => metadata.GetTypeDefinition(h)).Where(t => IsPublic(metadata, t)).Select(t => FullName(metadata, t));
        return new(references.ToHashSet(), members.ToHashSet(), [.. types.Order(StringComparer.Ordinal)]);
    }

    private static string? Name(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        var name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";
        return name.EndsWith("..ctor", StringComparison.Ordinal) && TakesNothing(metadata, member) ? name + "()" : name;
    }

    // Signature blob of a method (ECMA-335 II.23.2.2): calling convention, parameter count, return type, parameters.
    private static bool TakesNothing(MetadataReader metadata, MemberReference member)
    {
        var signature = metadata.GetBlobReader(member.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger() == 0;
    }

    private static bool IsPublic(MetadataReader metadata, TypeDefinition type)
    {
        var visibility = type.Attributes & System.Reflection.TypeAttributes.VisibilityMask;
        return visibility == System.Reflection.TypeAttributes.Public
            || (visibility == System.Reflection.TypeAttributes.NestedPublic && IsPublic(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())));
    }

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil)
        {
            return FullName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())) + "." + name;
        }

        var space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }
}

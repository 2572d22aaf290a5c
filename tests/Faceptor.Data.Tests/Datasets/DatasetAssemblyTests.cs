using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>Assemblies with custom datasets, good ones and others.</summary>
public sealed class DatasetAssemblyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Datasets_of_an_assembly_open_as_known_ones_do()
    {
        CustomDatasets.Write(_folder.Path, 6);

        var registry = DatasetRegistry.Known.With(DatasetAssembly.Load(CustomDatasets.Assembly));

        var task = Assert.Single(registry.FindTasks(_folder.Path));
        var dataset = registry.Open(task, _folder.Path, registry.Get(task).TrainingSplit);
        var sample = dataset.Read(3);
        Assert.Equal(("attributes/tiny-wearing", 6, "face3"), (task.Id, dataset.Count, sample.Name));
        Assert.Equal([1, 1], Assert.IsType<AttributesLabel>(sample.Label).Values.Select(value => (int)value));
        Assert.Equal((48, 200), (sample.Image.Width, sample.Image.Pixels[0]));
    }

    [Fact]
    public void What_is_no_assembly_is_refused()
    {
        var text = _folder.Write("text.dll", "not an assembly");

        AssertRefused(_folder.File("none.dll"), "expected the file of a .NET assembly, found no such file");
        AssertRefused(_folder.Path, "expected the file of a .NET assembly, found a folder");
        AssertRefused(text, "expected a .NET assembly, this file is none");
    }

    [Fact]
    public void An_assembly_without_a_provider_is_refused()
    {
        var path = Emit("Empty", _ => { });

        AssertRefused(path, "expected a public class that implements IDatasetProvider");
    }

    [Fact]
    public void A_constructor_that_throws_is_named()
    {
        var path = Emit("Throws", module =>
        {
            var type = DefineProvider(module);
            var body = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
            body.Emit(OpCodes.Ldstr, "no licence file");
            body.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
            body.Emit(OpCodes.Throw);
            DefineGetDatasets(type, il => il.Emit(OpCodes.Ldnull));
            type.CreateType();
        });

        AssertRefused(path, "the constructor of Provider threw InvalidOperationException: no licence file");
    }

    [Fact]
    public void A_provider_that_gives_null_is_named()
    {
        var path = Emit("Null", module =>
        {
            var type = DefineProvider(module);
            DefineGetDatasets(type, il => il.Emit(OpCodes.Ldnull));
            type.CreateType();
        });

        AssertRefused(path, "Provider.GetDatasets threw ArgumentNullException");
    }

    [Fact]
    public void An_assembly_for_a_newer_version_is_refused()
    {
        var own = typeof(DatasetAssembly).Assembly.GetName();
        var path = _folder.Write("newer.dll", WithVersion(File.ReadAllBytes(CustomDatasets.Assembly), own.Name!, 99));

        AssertRefused(path, $"was built against Faceptor.Data 99.0.0.0, this is {own.Version}");
    }

    [Fact]
    public void What_opening_throws_names_assembly_split_and_task()
    {
        var list = _folder.Write(Path.Combine("tiny", "train.tiny"), "tiny x");
        var registry = DatasetRegistry.Known.With(DatasetAssembly.Load(CustomDatasets.Assembly));
        var task = registry.GetTask("attributes/tiny-wearing");

        var raw = Assert.Throws<DatasetException>(() => registry.Open(task, _folder.Path, "train"));
        File.Delete(list);
        var typed = Assert.Throws<DatasetException>(() => registry.Open(task, _folder.Path, "train"));

        Assert.Equal((CustomDatasets.Assembly, list), (raw.Path, typed.Path));
        Assert.Contains(
            "opening split 'train' of attributes/tiny-wearing threw FormatException", raw.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertRefused(string path, string problem)
    {
        var error = Assert.Throws<DatasetException>(() => DatasetAssembly.Load(path));
        Assert.Equal(path, error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private string Emit(string name, Action<ModuleBuilder> define)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        define(assembly.DefineDynamicModule(name));
        var path = _folder.File($"{name}.dll");
        assembly.Save(path);
        return path;
    }

    private static TypeBuilder DefineProvider(ModuleBuilder module) => module.DefineType(
        "Provider", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(IDatasetProvider)]);

    private static void DefineGetDatasets(TypeBuilder type, Action<ILGenerator> value)
    {
        var body = type.DefineMethod(
            nameof(IDatasetProvider.GetDatasets),
            MethodAttributes.Public | MethodAttributes.Virtual,
            typeof(IEnumerable<DatasetDefinition>),
            []).GetILGenerator();
        value(body);
        body.Emit(OpCodes.Ret);
    }

    // The reference as a build against another version would have it.
    private static byte[] WithVersion(byte[] assembly, string reference, ushort major)
    {
        using var reader = new PEReader(new MemoryStream(assembly));
        var metadata = reader.GetMetadataReader();
        var handle = metadata.AssemblyReferences.Single(
            other => metadata.GetString(metadata.GetAssemblyReference(other).Name) == reference);
        var row = MetadataTokens.GetRowNumber(handle) - 1;
        var offset = reader.PEHeaders.MetadataStartOffset
            + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + (row * metadata.GetTableRowSize(TableIndex.AssemblyRef));
        var changed = assembly.ToArray();
        BitConverter.TryWriteBytes(changed.AsSpan(offset), major);
        changed.AsSpan(offset + 2, 6).Clear();
        return changed;
    }
}
